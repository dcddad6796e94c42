#include "stationpage.h"

#include "base/json.h"
#include "packwright/bytes.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ANSWER_MAX = 4 << 20 };

static int dial(const char *host, const char *port)
{
    const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
    const struct timeval patience = { .tv_sec = 2 };
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
                    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
                    connect(fd, found->ai_addr, found->ai_addrlen) != 0)) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

/* All that comes until the other side closes. */
static void exchange(int fd, const char *host, const char *port, struct pw_buf *answer)
{
    char request[300];
    ssize_t n;
    int len = snprintf(request, sizeof request, "GET /v1/state HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n",
                       strcmp(host, "0.0.0.0") == 0 ? "127.0.0.1" : host, port);
    if (send(fd, request, (size_t)len, MSG_NOSIGNAL) != len)
        return;
    uint8_t *room;
    while ((room = pw_buf_room(answer, 65536)) != NULL && (n = recv(fd, room, 65536, 0)) > 0)
        pw_buf_grew(answer, (size_t)n);
}

json_t *pw_station_page_state(const char *listen)
{
    char host[100];
    const char *colon = strrchr(listen, ':');
    if (colon == NULL || colon - listen >= (int)sizeof host)
        return NULL;
    snprintf(host, sizeof host, "%.*s", (int)(colon - listen), listen);
    int fd = dial(strcmp(host, "0.0.0.0") == 0 ? "127.0.0.1" : host, colon + 1);
    if (fd < 0)
        return NULL;
    struct pw_buf answer;
    pw_buf_init(&answer, ANSWER_MAX);
    exchange(fd, host, colon + 1, &answer);
    close(fd);
    const char *text = pw_buf_text(&answer), *body = strstr(text, "\r\n\r\n");
    bool fine = strncmp(text, "HTTP/1.1 200 ", 13) == 0 && body != NULL;
    json_t *state = fine ? pw_json_load(pw_bytes_str(body + 4), 0, NULL) : NULL;
    pw_buf_finish(&answer);
    return state;
}
