// Load balancers and their members.
#ifndef LIBCLOUD_LOAD_BALANCER_HPP
#define LIBCLOUD_LOAD_BALANCER_HPP

#include <cstdint>

#include "driver.hpp"
#include "records.hpp"

namespace lc {

/// A driver of load balancers. Options, and which errors are worth a branch of their own: see libcloud.h, at the function of
/// the same name.
template <class Errors>
class BasicLoadBalancer : public Driver<BasicLoadBalancer<Errors>, Errors> {
 public:
  static constexpr const char *api = "loadbalancer";
  static constexpr bool quiet = Errors::quiet;
  template <class T>
  using Returns = typename Errors::template Returns<T>;
  using Driver<BasicLoadBalancer<Errors>, Errors>::Driver;

  /// Lists the protocols that can be balanced, as an array of strings.
  Returns<Value> list_protocols(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Value>(*this, lc_list_protocols, options);
  }
  /// Lists the algorithms that the provider has, as an array of strings.
  Returns<Value> list_supported_algorithms(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Value>(*this, lc_list_supported_algorithms, options);
  }
  /// Lists the load balancers of the account, in the region of the driver.
  Returns<List<Balancer>> list_balancers(const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Balancer>>(*this, lc_list_balancers, options);
  }
  /// Gets a load balancer as it is now.
  Returns<Balancer> get_balancer(Text balancer_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Balancer>(*this, lc_get_balancer, balancer_id, options);
  }
  /// Orders a load balancer. It may be pending when this returns, and balances nothing until get_balancer says that it is
  /// running. `port` 0, `protocol` and `algorithm` nullptr: the provider's default. `members`: an array of objects with `ip`
  /// and `port`, or of the ids of nodes; without: none yet.
  Returns<Balancer> create_balancer(Text name, std::int32_t port, Text protocol, Text algorithm, const Value &members = {},
                                    const Value &options = {}) const noexcept(quiet) {
    return detail::ask<Balancer>(*this, lc_create_balancer, name, port, protocol, algorithm, members, options);
  }
  /// Changes a load balancer: `name`, `port`, `protocol` or `algorithm`.
  Returns<Balancer> update_balancer(Text balancer_id, const Value &options) const noexcept(quiet) {
    return detail::ask<Balancer>(*this, lc_update_balancer, balancer_id, options);
  }
  /// Deletes a load balancer; the nodes behind it stay.
  Returns<void> destroy_balancer(Text balancer_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_destroy_balancer, balancer_id, options);
  }

  /// Lists the members of a load balancer.
  Returns<List<Member>> balancer_list_members(Text balancer_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<List<Member>>(*this, lc_balancer_list_members, balancer_id, options);
  }
  /// Adds a member. `port` 0: that of the load balancer.
  Returns<Member> balancer_attach_member(Text balancer_id, Text ip, std::int32_t port, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<Member>(*this, lc_balancer_attach_member, balancer_id, ip, port, options);
  }
  /// Adds a node by the first of its public addresses, at the port of the load balancer, unless the provider goes by nodes.
  Returns<Member> balancer_attach_compute_node(Text balancer_id, const Node &node, const Value &options = {}) const
      noexcept(quiet) {
    return detail::ask<Member>(*this, lc_balancer_attach_compute_node, balancer_id, node, options);
  }
  /// Takes a member from a load balancer; what is behind it stays.
  Returns<void> balancer_detach_member(Text balancer_id, Text member_id, const Value &options = {}) const noexcept(quiet) {
    return detail::ask<void>(*this, lc_balancer_detach_member, balancer_id, member_id, options);
  }
};

}  // namespace lc

#endif  // LIBCLOUD_LOAD_BALANCER_HPP
