/* `driver`: S3, at a server on loopback that answers every request as Amazon does a key without rights. */
#include "prelude.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const char answer[] =
    "HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n"
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>\n";

static void *serve(void *listening) {
  char request[16384];
  int connection = accept(*(int *)listening, NULL, NULL);
  if (connection >= 0 && read(connection, request, sizeof request) > 0 && write(connection, answer, sizeof answer - 1) < 0)
    perror("answering");
  close(connection);
  return NULL;
}

#include "above.c"

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  pthread_t server;
  char config[200];
  int listening = socket(AF_INET, SOCK_STREAM, 0);

  if (bind(listening, (struct sockaddr *)&address, length) != 0 || listen(listening, 1) != 0 ||
      getsockname(listening, (struct sockaddr *)&address, &length) != 0)
    return perror("listening"), EXIT_FAILURE;
  pthread_create(&server, NULL, serve, &listening);
  snprintf(config, sizeof config, "{\"key\": \"AKIA\", \"secret\": \"s\", \"url\": \"http://127.0.0.1:%d\"}",
           ntohs(address.sin_port));
  lc_driver *driver = driver_with("storage", "s3", config);
  lc_error *err = NULL;
  {
#include "block.c"
  }
  (void)err;
  pthread_join(server, NULL);
  close(listening);
  lc_driver_free(driver);
  return EXIT_SUCCESS;
}
