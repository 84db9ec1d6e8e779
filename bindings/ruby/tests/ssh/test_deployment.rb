# frozen_string_literal: true

require "helper"

# Deployments, by way of a real server of SSH's; the node is in memory.
class TestDeployment < Minitest::Test
  def setup
    @compute = Libcloud::Compute.new(:dummy, ex_address: "127.0.0.1", state_delay: 0)
    @options = {
      ex_ssh_host_key: "off", ssh_key: "#{ENV.fetch('SSHD_KEYS')}/ed25519", ssh_username: ENV.fetch("SSHD_USER"),
      ssh_port: Integer(ENV.fetch("SSHD_PORT")), wait_period: 0.1, timeout: 30
    }
  end

  def script(text, **options)
    Libcloud::Deployment.new.add_script("#!/bin/sh\n#{text}", delete: true, **options)
  end

  def deploy(deployment, **options)
    @compute.deploy_node("web", "1", "1", deployment, **@options, **options)
  end

  def test_keys_files_and_scripts
    output, ended = [], []
    Tempfile.create("script") do |file|
      file.write("#!/bin/sh\necho \"file $1\" >&2; cat copied; rm copied \"$0\"")
      file.close
      deployment = Libcloud::Deployment.new
                                       .add_ssh_key(File.read("#{ENV.fetch('SSHD_KEYS')}/rsa.pub"))
                                       .add_file(__FILE__, "copied", ex_mode: "0600")
                                       .add_script_file(file.path, args: ["with spaces"])
                                       .on_output { |part| output << [Thread.current, part] }
                                       .on_step { |step| ended << step }
      node = deploy(deployment)
      assert_equal [[0, "ssh_key"], [1, "file"], [2, "script"]], ended.map { |step| [step.step, step.result["kind"]] }
      assert_equal [node.id], ended.map(&:node_id).uniq
      assert_equal File.read(__FILE__), node.extra["deployment"]["steps"][2]["stdout"]
      assert_raises(FrozenError) { deployment.add_ssh_key("more") }
    end
    assert_equal [Thread.current], output.map(&:first).uniq
    texts = output.map(&:last).group_by(&:stream).transform_values { |parts| parts.map(&:data).join }
    assert_equal({stdout: File.binread(__FILE__), stderr: "file with spaces\n"}, texts)
  end

  def test_a_script_fails
    error = assert_raises(Libcloud::ProviderError) { deploy(script("echo so far; exit 3")) }
    assert_equal "DeploymentError", error.name
    assert_equal [3, "so far\n"], error.details["steps"][0].values_at("exit_status", "stdout")
    assert_equal "web", error.details["node"]["name"]
    refute error.details["destroyed"]
  end

  def test_a_node_that_is_there
    node = @compute.deploy_existing_node("1", script("echo here"), **@options)
    assert_equal "here\n", node.extra["deployment"]["steps"][0]["stdout"]
  end

  def test_a_block_that_raises_stops_the_deployment
    stopping = script("echo one; sleep 20").on_output { raise KeyError, "enough" }
    error = assert_raises(KeyError) { deploy(stopping, ex_destroy_on_failure: true) }
    assert_equal "enough", error.message
    assert_empty(@compute.list_nodes.select { |node| node.name == "web" && node.state != "terminated" })
    assert_equal :left, (catch(:out) { deploy(script("echo; sleep 20").on_step { nil }.on_output { throw :out, :left }) })
  end

  def test_several_at_once
    deployment = script("hostname")
    nodes = Array.new(3) { Thread.new { deploy(deployment) } }.map(&:value)
    assert_equal 3, nodes.map(&:id).uniq.length
  end

  def test_what_is_wrong_is_said_when_it_is_added
    assert_raises(Libcloud::InvalidArgumentError) { Libcloud::Deployment.new.add_script("x", nme: "y") }
    assert_raises(Libcloud::Error) { Libcloud::Deployment.new.add_script_file("/nowhere/script") }
    assert_equal "#<Libcloud::Deployment>", script("secret").inspect
  end
end
