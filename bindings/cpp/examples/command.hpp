// A command whose output is read; C++ itself has none.
#ifndef COMMAND_HPP
#define COMMAND_HPP

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

class Command {
 public:
  template <class... Arguments>
  explicit Command(const char *program, Arguments... arguments) {
    const char *line[] = {program, arguments..., nullptr};
    int ends[2];
    check(pipe(ends) == 0 ? 0 : errno, "pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    int error = posix_spawnp(&pid_, program, &actions, nullptr, const_cast<char **>(line), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    if (error != 0) close(output_);
    check(error, program);
  }
  Command(const Command &) = delete;
  ~Command() {
    close(output_);
    if (pid_ > 0) waitpid(pid_, nullptr, 0);
  }

  // As lc::Reader takes it: the end only of a command that succeeded, else -1.
  std::int64_t read(char *buffer, std::size_t capacity) {
    ssize_t n = ::read(output_, buffer, capacity);
    if (n != 0) return n;
    int status = -1;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return status == 0 ? 0 : -1;
  }

 private:
  static void check(int error, const char *doing) {
    if (error != 0) throw std::system_error(error, std::generic_category(), doing);
  }

  int output_ = -1;
  pid_t pid_ = -1;
};

#endif
