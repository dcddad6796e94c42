#include "support/scanner_rig.h"
#include "support/test_loop.h"
#include "test.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in loopback(uint16_t port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

/* A bound socket, listening if asked for, and its port. */
static int bound(bool listening, uint16_t *ret_port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in a = loopback(*ret_port);
    socklen_t len = sizeof a;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    CHECK_INT(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    CHECK_INT(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    if (listening)
        CHECK_INT(listen(fd, 5), 0);
    *ret_port = ntohs(a.sin_port);
    return fd;
}

static void start(struct scanner_rig *rig, const char *key, uint16_t port, const char *more)
{
    char section[300];
    snprintf(section, sizeof section, "driver = tcp\n%s = 127.0.0.1:%u\n%s", key, port, more);
    scanner_rig_start(rig, section);
}

static int connected(uint16_t port)
{
    struct sockaddr_in a = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_INT(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    CHECK_INT(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

TEST(programs_connect_and_each_line_is_a_scan)
{
    struct scanner_rig rig;
    uint16_t port = 0;
    close(bound(false, &port));
    start(&rig, "listen", port, "");
    scanner_rig_await(&rig, "link ready");
    scanner_rig_heard(&rig);
    int a = connected(port), b = connected(port);
    say(a, "half of a, ");
    say(b, "b\r\n");
    scanner_rig_await(&rig, "scan b\n");
    say(a, "the rest\n");
    scanner_rig_await(&rig, "rest");
    CHECK_STR(scanner_rig_heard(&rig), "scan b\nscan half of a, the rest\n");
    close(a);
    say(b, "again\rand again\n");
    scanner_rig_await(&rig, "and again");
    CHECK_STR(scanner_rig_heard(&rig), "scan again\nscan and again\n");
    close(b);
    scanner_rig_stop(&rig);
}

TEST(a_connection_that_ends_in_a_line_leaves_garbage)
{
    struct scanner_rig rig;
    uint16_t port = 0;
    close(bound(false, &port));
    start(&rig, "listen", port, "");
    scanner_rig_await(&rig, "link ready");
    scanner_rig_heard(&rig);
    int a = connected(port);
    say(a, "A\n400638");
    close(a);
    scanner_rig_await(&rig, "garbage");
    CHECK_STR(scanner_rig_heard(&rig), "scan A\ngarbage 400638\n");
    CHECK(strstr(rig.why, "ended") != NULL);
    scanner_rig_stop(&rig);
}

TEST(connections_that_say_nothing_are_limited)
{
    struct scanner_rig rig;
    uint16_t port = 0;
    int fds[40];
    close(bound(false, &port));
    start(&rig, "listen", port, "");
    scanner_rig_await(&rig, "link ready");
    for (size_t i = 0; i < PW_COUNT(fds); i++) {
        fds[i] = connected(port);
        pw_test_loop_advance(rig.loop, 1000);
    }
    for (size_t i = 0; i < PW_COUNT(fds); i++)
        close(fds[i]);
    pw_test_loop_advance(rig.loop, 1000);
    int a = connected(port);
    say(a, "A\n");
    scanner_rig_await(&rig, "scan A");
    close(a);
    scanner_rig_stop(&rig);
}

TEST(a_port_that_is_taken_is_failed_and_used_when_it_is_free)
{
    struct scanner_rig rig;
    uint16_t port = 0;
    int other = bound(true, &port);
    start(&rig, "listen", port, "");
    scanner_rig_await(&rig, "link failed");
    close(other);
    scanner_rig_await(&rig, "link ready");
    scanner_rig_stop(&rig);
}

TEST(a_scanner_that_is_a_server_is_connected_to_and_again_when_it_comes_back)
{
    struct scanner_rig rig;
    uint16_t port = 0;
    close(bound(false, &port));
    start(&rig, "connect", port, "framing = stx-etx");
    scanner_rig_await(&rig, "link missing");
    int server = bound(true, &port);
    scanner_rig_await(&rig, "link ready");
    int peer = accept(server, NULL, NULL);
    scanner_rig_heard(&rig);
    say(peer, "\0024006381333931\003\0024006");
    scanner_rig_await(&rig, "scan");
    close(peer);
    scanner_rig_await(&rig, "link missing");
    CHECK_STR(scanner_rig_heard(&rig), "scan 4006381333931\ngarbage 4006\nlink missing\n");
    scanner_rig_await(&rig, "link ready");
    peer = accept(server, NULL, NULL);
    say(peer, "\002A\003");
    scanner_rig_await(&rig, "scan A");
    close(peer), close(server);
    scanner_rig_stop(&rig);
}

TEST(settings_that_make_no_sense_are_refused)
{
    static const char *const bad[] = {
        "driver = tcp",
        "driver = tcp\nlisten = 127.0.0.1:1\nconnect = 127.0.0.1:2",
        "driver = tcp\nlisten = 9200",
        "driver = tcp\nlisten = 127.0.0.1:",
        "driver = tcp\nlisten = 127.0.0.1:99999",
        "driver = tcp\nlisten = ::1:9200",
    };
    for (size_t i = 0; i < PW_COUNT(bad); i++) {
        struct pw_error err = { 0 };
        scanner_rig_refused(bad[i], &err);
        CHECK_INT(err.code, PW_ERR_CONFIG);
    }
}
