# frozen_string_literal: true

require "helper"

# Records: plain, frozen, equal by value, silent about secrets.
class TestRecords < Minitest::Test
  def node(**attributes)
    Libcloud::Compute::Node.new(id: "i-1", name: "web", extra: {"password" => "hidden"}, **attributes)
  end

  def test_records_are_frozen
    assert_predicate node, :frozen?
    listed = Libcloud::Compute.new(:dummy).list_nodes.first
    assert_predicate listed, :frozen?
    assert_raises(FrozenError) { listed.extra["x"] = 1 }
  end

  def test_records_are_equal_by_value
    assert_equal node, node
    refute_equal node, node(state: "running")
    assert_equal 1, [node, node].uniq.length
  end

  def test_inspect_shows_no_secrets
    assert_equal '#<Libcloud::Compute::Node id="i-1" name="web">', node.inspect
    pair = Libcloud::Compute.new(:dummy).create_key_pair("laptop")
    refute_nil pair.private_key
    refute_includes pair.inspect + pair.to_s, pair.private_key
  end

  def test_unknown_attributes_are_refused
    assert_raises(ArgumentError) { node(colour: "red") }
  end

  def test_patterns_match
    assert_equal %i[name state], node.deconstruct_keys(%i[name state]).keys
    assert_equal Libcloud::Compute::Node.attributes, node.deconstruct_keys(nil).keys
  end

  def test_an_object_has_its_hash_as_etag
    object = Libcloud::Storage::Object.from("name" => "a", "hash" => "abc", "size" => 1)
    assert_equal "abc", object.etag
    assert_kind_of Integer, object.hash
    assert_equal "abc", object.to_object["hash"]
  end

  def test_times_are_times
    listed = Libcloud::Compute.new(:dummy).list_nodes.first
    assert_kind_of Time, listed.created_at
    assert_equal "2024-05-06T07:08:09.000Z", Libcloud::Value.plain(Time.utc(2024, 5, 6, 7, 8, 9))
  end
end
