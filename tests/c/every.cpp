// Every function that the header declares, one argument after another made NULL, not UTF-8, or very long: no crash, no
// INTERNAL, both out-parameters written, `drop` called once. CMake makes functions.inc of libcloud.symbols.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <unistd.h>

#include <libcloud.hpp>

static const char *function = "";
static int argument;
static std::string vast(1 << 20, 'x');

#define CHECK(truth) ((truth) ? (void)0 : wrong(#truth, __LINE__))
static void wrong(const char *what, int line) {
  std::fprintf(stderr, "every.cpp:%d: %s with argument %d: failed: %s\n", line, function, argument, what);
  std::exit(EXIT_FAILURE);
}

// What out-parameters hold before a call.
template <class T>
static T *rubbish() {
  return reinterpret_cast<T *>(1);
}

// What is done to the argument whose turn it is.
enum Twist { NONE, ABSENT, NOT_UTF8, VAST };

// ---- Something of each type, made anew for each function

struct World {
  lc::Handle<lc_driver> driver, bound;
  lc::Handle<lc_call> call;
  lc::Handle<lc_error> error;
  lc::Handle<lc_value> value;
  lc::Handle<lc_list> list;
  lc::Handle<lc_pages> pages;
  lc::Handle<lc_stream> stream;
  lc::Handle<lc_node> node;
  lc::Handle<lc_size> size;
  lc::Handle<lc_image> image;
  lc::Handle<lc_location> location;
  lc::Handle<lc_volume> volume;
  lc::Handle<lc_snapshot> snapshot;
  lc::Handle<lc_key_pair> key_pair;
  lc::Handle<lc_container> container;
  lc::Handle<lc_object> object;
  lc::Handle<lc_balancer> balancer;
  lc::Handle<lc_member> member;
  lc::Handle<lc_docker_container> docker_container;
  lc::Handle<lc_docker_image> docker_image;
  lc::Handle<lc_cluster> cluster;
  lc::Handle<lc_deployment> deployment;
};
static World world;
static int drops;

static void count_drop(void *) { drops++; }
static std::int64_t read_end(void *, std::uint8_t *, std::size_t) { return LIBCLOUD_EOF; }
static std::int64_t write_all(void *, const std::uint8_t *, std::size_t length) { return static_cast<std::int64_t>(length); }
static std::int32_t go_on(void *, std::int64_t, std::int64_t) { return 1; }
static std::int32_t hear(void *, const char *, std::size_t, std::int32_t, const std::uint8_t *, std::size_t) { return 1; }
static std::int32_t see(void *, const char *, std::size_t, const lc_value *) { return 1; }
static void log_nothing(void *, std::int32_t, const char *) {}

// What a function makes with these arguments before `out` and `err`.
template <class T, class... A, class... Given>
static lc::Handle<T> make(lc_status (*f)(A...), Given... arguments) {
  T *out = nullptr;
  CHECK(f(arguments..., &out, nullptr) == LIBCLOUD_OK);
  return lc::Handle<T>(out);
}

static void make_compute(const lc_driver *driver) {
  world.list = make<lc_list>(lc_list_nodes, driver, nullptr);
  world.pages = make<lc_pages>(lc_iterate_nodes, driver, nullptr);
  world.node.reset(lc_node_ref(lc_list_node(world.list.get(), 0)));
  world.size.reset(lc_size_ref(lc_list_size(make<lc_list>(lc_list_sizes, driver, nullptr).get(), 0)));
  world.image.reset(lc_image_ref(lc_list_image(make<lc_list>(lc_list_images, driver, nullptr).get(), 0)));
  world.location.reset(lc_location_ref(lc_list_location(make<lc_list>(lc_list_locations, driver, nullptr).get(), 0)));
  world.volume = make<lc_volume>(lc_create_volume, driver, 1, "1", nullptr);
  world.snapshot = make<lc_snapshot>(lc_create_volume_snapshot, driver, lc_volume_id(world.volume.get()), "1", nullptr);
  world.key_pair = make<lc_key_pair>(lc_create_key_pair, driver, "1", nullptr);
}

static void make_storage(const lc_driver *driver) {
  world.container = make<lc_container>(lc_create_container, driver, "1", nullptr);
  lc_reader empty = LIBCLOUD_READER_INIT;
  empty.read = read_end;
  world.object = make<lc_object>(lc_upload_object_via_stream, driver, &empty, "1", "1", nullptr);
  world.list = make<lc_list>(lc_list_containers, driver, nullptr);
  world.pages = make<lc_pages>(lc_iterate_containers, driver, nullptr);
  world.stream = make<lc_stream>(lc_download_object_as_stream, driver, "1", "1", nullptr);
}

static void make_balancers(const lc_driver *driver) {
  auto compute = make<lc_driver>(lc_driver_new, "compute", "dummy", nullptr);
  world.node.reset(lc_node_ref(lc_list_node(make<lc_list>(lc_list_nodes, compute.get(), nullptr).get(), 0)));
  world.balancer = make<lc_balancer>(lc_create_balancer, driver, "1", 1, nullptr, nullptr, nullptr, nullptr);
  world.member = make<lc_member>(lc_balancer_attach_member, driver, "1", "::1", 1, nullptr);
  world.list = make<lc_list>(lc_list_balancers, driver, nullptr);
}

static void make_containers(const lc_driver *driver) {
  world.docker_image = make<lc_docker_image>(lc_install_image, driver, "1", nullptr);
  world.docker_container = make<lc_docker_container>(lc_deploy_container, driver, "first", "1", nullptr);
  world.cluster = make<lc_cluster>(lc_create_cluster, driver, "1", nullptr);
  world.list = make<lc_list>(lc_list_docker_containers, driver, nullptr);
}

static void make_world(const std::string &api) {
  world = World();
  world.value.reset(lc_value_new_object());
  world.call.reset(lc_call_new(-1));
  world.deployment.reset(lc_deployment_new());
  lc::Value config = {{"state_delay", 0}};
  world.driver = make<lc_driver>(lc_driver_new, api.c_str(), "dummy", config.get());
  const lc_driver *driver = world.driver.get();
  if (api == "compute") make_compute(driver);
  if (api == "storage") make_storage(driver);
  if (api == "loadbalancer") make_balancers(driver);
  if (api == "container") make_containers(driver);
  // Nothing waits for what does not come.
  lc::Handle<lc_call> brief(lc_call_new(20));
  world.bound = make<lc_driver>(lc_driver_bind, driver, brief.get());
  lc_value *none = nullptr;
  lc_error *error = nullptr;
  CHECK(lc_value_parse("{", &none, &error) == LIBCLOUD_INVALID_ARGUMENT);
  world.error.reset(error);
}

// ---- Arguments by type: what they are, and what is left to do after the call

#define HANDLE(type, field) static type *find(type *) { return world.field.get(); }
HANDLE(lc_error, error) HANDLE(lc_value, value) HANDLE(lc_call, call) HANDLE(lc_list, list) HANDLE(lc_pages, pages)
HANDLE(lc_stream, stream) HANDLE(lc_driver, bound) HANDLE(lc_node, node) HANDLE(lc_size, size) HANDLE(lc_image, image)
HANDLE(lc_location, location) HANDLE(lc_volume, volume) HANDLE(lc_snapshot, snapshot) HANDLE(lc_key_pair, key_pair)
HANDLE(lc_container, container) HANDLE(lc_object, object) HANDLE(lc_balancer, balancer) HANDLE(lc_member, member)
HANDLE(lc_docker_container, docker_container) HANDLE(lc_docker_image, docker_image) HANDLE(lc_cluster, cluster)
HANDLE(lc_deployment, deployment)

template <class T>
struct Argument {
  T value = T(1);
  explicit Argument(Twist) {}
};
template <class T>
struct Argument<T *> {
  T *value;
  explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : find(static_cast<std::remove_const_t<T> *>(nullptr))) {}
};
template <class T>
struct Argument<T **> {
  T *made = rubbish<T>(), **value;
  explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : &made) {}
  ~Argument() {
    if (value && made != rubbish<T>()) lc::Free()(made);
  }
};
#define ARGUMENT(type, ...)                            \
  template <>                                          \
  struct Argument<type> {                              \
    type value;                                        \
    __VA_ARGS__                                        \
  }
#define PLACE(type, start) \
  ARGUMENT(type *, type made = start; explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : &made) {})
PLACE(int64_t, 7);
PLACE(double, 7);
PLACE(bool, true);
PLACE(size_t, 7);
PLACE(uint8_t, 7);
ARGUMENT(void *, explicit Argument(Twist) : value(nullptr) {});
ARGUMENT(const char *, explicit Argument(Twist twist)
         : value(twist == ABSENT ? nullptr : twist == NOT_UTF8 ? "caf\xe9" : twist == VAST ? vast.c_str() : "1") {});
ARGUMENT(const char *const *, const char *ids[1]; explicit Argument(Twist twist)
         : value(twist == ABSENT ? nullptr : ids), ids{twist == NOT_UTF8 ? "caf\xe9" : "1"} {});
ARGUMENT(lc_drop_fn, explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : count_drop) {});
ARGUMENT(lc_log_fn, explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : log_nothing) {});
ARGUMENT(lc_progress_fn, explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : go_on) {});
ARGUMENT(lc_output_fn, explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : hear) {});
ARGUMENT(lc_step_fn, explicit Argument(Twist twist) : value(twist == ABSENT ? nullptr : see) {});
ARGUMENT(const lc_reader *, lc_reader reader = LIBCLOUD_READER_INIT; explicit Argument(Twist twist)
         : value(twist == ABSENT ? nullptr : &reader) { reader.read = read_end, reader.drop = count_drop; });
ARGUMENT(const lc_writer *, lc_writer writer = LIBCLOUD_WRITER_INIT; explicit Argument(Twist twist)
         : value(twist == ABSENT ? nullptr : &writer) { writer.write = write_all, writer.drop = count_drop; });

// ---- What holds after any call

struct Seen {
  lc_status status;
  Twist twist;
};

template <class T>
void look(const Argument<T> &, Seen, bool) {}
template <class T>
void look(const Argument<T **> &place, Seen seen, bool its_turn) {
  if (its_turn && seen.twist == ABSENT) CHECK(seen.status == LIBCLOUD_INVALID_ARGUMENT);
  else CHECK((seen.status == LIBCLOUD_OK) || place.made == nullptr), CHECK(place.made != rubbish<T>());
}
static void look(const Argument<lc_error **> &place, Seen seen, bool) {
  if (!place.value) return;
  CHECK((seen.status == LIBCLOUD_OK) == (place.made == nullptr));
  CHECK(lc_error_status(place.made) == seen.status);
  CHECK(!place.made || std::strlen(lc_error_message(place.made)) > 0);
  CHECK(!place.made || std::strlen(lc_error_message(place.made)) < 3000000);
}
static void look(const Argument<const lc_driver *> &, Seen seen, bool its_turn) {
  if (its_turn && seen.twist == ABSENT) CHECK(seen.status == LIBCLOUD_INVALID_ARGUMENT);
}
static void look(const Argument<const char *> &, Seen seen, bool its_turn) {
  if (its_turn && seen.twist == NOT_UTF8) CHECK(seen.status == LIBCLOUD_INVALID_ARGUMENT);
}

template <class A>
constexpr bool has_drop = std::is_same_v<A, const lc_reader *> || std::is_same_v<A, const lc_writer *>;

template <class R, class... A, size_t... At>
void attempt(R (*f)(A...), Twist twist, std::index_sequence<At...>) {
  auto its_turn = [](size_t at) { return static_cast<int>(at) == argument; };
  std::tuple<Argument<A>...> arguments((its_turn(At) ? twist : NONE)...);
  auto call = [&] { return f(std::get<At>(arguments).value...); };
  if constexpr (std::is_same_v<R, lc_status> && (std::is_same_v<A, lc_error **> || ...)) {
    drops = 0;
    Seen seen = {call(), twist};
    CHECK(seen.status >= LIBCLOUD_OK && seen.status <= LIBCLOUD_PROVIDER && seen.status != LIBCLOUD_INTERNAL);
    (look(std::get<At>(arguments), seen, its_turn(At)), ...);
    CHECK(drops == ((has_drop<A> && std::get<At>(arguments).value ? 1 : 0) + ... + 0));
  } else if constexpr (std::is_pointer_v<R> && !std::is_const_v<std::remove_pointer_t<R>>) {
    lc::Free()(call());
  } else {
    call();
  }
}

template <class R, class... A>
void every(const char *name, R (*f)(A...)) {
  size_t length = std::strlen(name);
  bool frees = length > 5 && std::strcmp(name + length - 5, "_free") == 0;
  function = name;
  for (const char *api : {"compute", "storage", "loadbalancer", "container"}) {
    for (argument = frees ? 0 : -1; argument < static_cast<int>(sizeof...(A)); argument++) {
      make_world(api);
      for (Twist twist : {ABSENT, NOT_UTF8, VAST})
        if (!frees || twist == ABSENT) attempt(f, twist, std::index_sequence_for<A...>());
      world = World();
      std::remove("1");
    }
  }
}

int main() {
  char folder[] = "/tmp/libcloud-test-XXXXXX";
  CHECK(mkdtemp(folder) && chdir(folder) == 0);
#define FUNCTION(name) every(#name, name);
#include "functions.inc"
  lc_set_log(LIBCLOUD_LOG_OFF, nullptr, nullptr, nullptr);
  CHECK(rmdir(folder) == 0);
  return EXIT_SUCCESS;
}
