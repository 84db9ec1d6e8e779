# frozen_string_literal: true

require "forks"

# Forks, and storage in a folder.
class TestForks < Minitest::Test
  include Forks

  attr_reader :storage, :container, :access

  def setup
    @folder = Dir.mktmpdir
    @access = {"LIBCLOUD_PROVIDER" => "local", "LIBCLOUD_KEY" => @folder}
    @storage = Libcloud::Storage.new(:local, key: @folder)
    @container = "photos"
    @storage.create_container(@container)
  end

  def teardown
    FileUtils.rm_rf(@folder)
  end
end
