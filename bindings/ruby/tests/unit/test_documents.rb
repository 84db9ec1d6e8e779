# frozen_string_literal: true

require "readme"

# What is shown to newcomers works: the README and the examples.
class TestDocuments < Minitest::Test
  include Readme

  def setup
    @folder = Dir.mktmpdir
    system("#{BINDING}/build-examples", @folder, exception: true)
  end

  def teardown
    FileUtils.rm_rf(@folder)
  end

  def example(name, *arguments, env: {}, status: 0)
    output, ended = Open3.capture2e(env, "#{@folder}/#{name}", *arguments)
    assert_equal status, ended.exitstatus, output
    output
  end

  def test_the_first_lines_of_the_readme
    assert_equal "hello.txt: 12 bytes\nhello, cloud\n", run_blocks(Readme::BLOCKS.first)
  end

  def test_create_node
    assert_match(/\A(\d+) is pending\n\1 is running at 127\.0\.0\.\d+\n\z/, example("create_node", "web"))
    assert_match(/is running/, example("create_node", "web", "-", "1"))
    assert_match(/\Ausage: .*create_node.* NAME \[SIZE IMAGE \[NETWORK\]\]\n\z/, example("create_node", status: 1))
    error = example("create_node", "web", "none", "-", status: 1)
    assert_match(/\ALIBCLOUD_[A-Z_]+: .*none/, error)
  end

  def test_backup
    FileUtils.mkdir_p(["#{@folder}/from/deep", "#{@folder}/to/nightly"])
    File.write("#{@folder}/from/deep/file", "kept")
    env = {"LIBCLOUD_PROVIDER" => "local", "LIBCLOUD_CONFIG" => JSON.generate(key: "#{@folder}/to")}
    name = example("backup", "#{@folder}/from", "nightly", env: env).chomp
    assert_match(%r{\Anightly/backup-\d{4}-\d\d-\d\d\.tar\.gz\z}, name)
    assert_equal "kept", IO.popen(["tar", "xzOf", "#{@folder}/to/#{name}", "./deep/file"], &:read)
    File.delete("#{@folder}/to/#{name}")
    assert_match(/not whole/, example("backup", "#{@folder}/nowhere", "nightly", env: env, status: 1))
    refute_path_exists "#{@folder}/to/#{name}"
  end

  def test_create_balancer
    output = example("create_balancer", "web", "192.0.2.1:8080", "192.0.2.2")
    assert_match(/\A(\d+) is pending\n\1 is running at \S+\n  192\.0\.2\.1 port 8080\n  192\.0\.2\.2 port 80\n\z/, output)
    example("create_balancer", "web", status: 1)
  end
end
