# frozen_string_literal: true

require "helper"

# That the sources are clean.
class TestStyle < Minitest::Test
  include Helpers

  def test_ruby_has_no_warnings
    sources = Dir["#{BINDING}/{lib,examples,tests}/**/*.rb", "#{BINDING}/*.gemspec"]
    sources.each { |source| assert_equal "Syntax OK\n", run_ruby("-wc", source), source }
  end

  def test_every_public_method_has_a_comment
    Dir["#{BINDING}/lib/libcloud/{compute,storage,load_balancer,container,driver,deployment,stream}.rb"].each do |source|
      public_part = File.read(source).split(/^  (?:  )?(?:private|protected)$/).first
      bare = public_part.scan(/(?<!\n)\n\n    def (\w+\??)/).flatten - %w[initialize inspect]
      assert_empty bare, source
    end
  end

  def test_examples_fit_on_a_slide
    Dir["#{BINDING}/examples/*.rb"].each do |source|
      program = File.readlines(source).grep_v(/^(#|$)/)
      assert_operator program.length, :<=, 30, source
    end
  end
end
