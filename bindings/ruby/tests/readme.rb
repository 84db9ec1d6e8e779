# frozen_string_literal: true

require "helper"

# The programs of the README.
module Readme
  include Helpers

  BLOCKS = File.read("#{BINDING}/README.md").scan(/^```ruby\n(.*?)^```$/m).flatten.freeze

  # Runs blocks as one program, and returns what it printed.
  def run_blocks(*blocks, **options)
    Tempfile.create(["readme", ".rb"]) do |file|
      file.write(blocks.join("\n"))
      file.close
      Dir.mktmpdir { |folder| Dir.chdir(folder) { return run_ruby("-w", file.path, **options) } }
    end
  end
end
