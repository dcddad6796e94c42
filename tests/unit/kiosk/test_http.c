/* The kiosk's server as a client sees it: real sockets on loopback, the tests' loop. What is refused must have had no effect. */
#include "kiosk/kiosk.h"
#include "kiosk/server.h"

#include "support/poll_loop.h"
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct bench {
    struct pw_loop *loop;
    struct pw_kiosk *kiosk;
    int scans;
    bool starting;
    char last[100];
    unsigned port;
};

static void state(void *user, struct pw_buf *out)
{
    const struct bench *b = user;
    if (!b->starting)
        pw_buf_puts(out, "{\"bench\":\"test\"}");
}

static bool scan(void *user, const char *scanner, struct pw_bytes text, struct pw_error *err)
{
    struct bench *b = user;
    (void)scanner, (void)err;
    b->scans++;
    snprintf(b->last, sizeof b->last, "%.*s", (int)text.len, (const char *)text.data);
    pw_kiosk_publish(b->kiosk, "changed", "{}");
    return true;
}

static bool paper_png(void *user, uint32_t id, struct pw_buf *out)
{
    (void)user;
    if (id == 7)
        pw_buf_puts(out, "\x89PNG picture");
    return id == 7;
}

static void start(struct bench *b)
{
    *b = (struct bench){ .loop = poll_loop_create() };
    struct pw_kiosk_setup setup = { .listen = "127.0.0.1:0" };
    struct pw_kiosk_source source = { .state = state, .scan = scan, .paper_png = paper_png, .user = b };
    struct pw_error err;
    CHECK_OK(pw_kiosk_create(b->loop, NULL, &setup, &source, &b->kiosk, &err), err);
    CHECK_INT(sscanf(pw_kiosk_url(b->kiosk), "http://127.0.0.1:%u/", &b->port), 1);
}

static void stop(struct bench *b)
{
    pw_kiosk_destroy(b->kiosk);
    poll_loop_destroy(b->loop);
}

static void run(struct bench *b, int64_t us)
{
    int64_t limit = pw_loop_now(b->loop) + us;
    while (poll_loop_once(b->loop, limit))
        ;
}

static int dial(struct bench *b)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)b->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static void put(int fd, const char *text, size_t len)
{
    CHECK_INT(send(fd, text, len, MSG_NOSIGNAL), len);
}

/* Reads until until is in the answer or the server closes; "" in place of until: until it closes. */
static const char *hear(struct bench *b, int fd, const char *until)
{
    static char text[100000];
    size_t len = 0;
    for (int round = 0; round < 2000; round++) {
        run(b, 1000);
        ssize_t n = recv(fd, text + len, sizeof text - 1 - len, MSG_DONTWAIT);
        if (n > 0)
            len += (size_t)n;
        text[len] = '\0';
        if ((n == 0 || (n < 0 && errno != EAGAIN)) || (until[0] != '\0' && strstr(text, until) != NULL))
            return text;
        if (n < 0)
            usleep(200); /* the kernel's loopback, not the loop's time */
    }
    pw_test_fail(__FILE__, __LINE__, "no answer; so far: %.300s", text);
}

/* One request; %H in it becomes the host and port, %T the token. Returns the status. */
static int ask(struct bench *b, const char *request, const char **ret_answer)
{
    char text[4000], host[40];
    struct pw_buf out;
    pw_buf_init(&out, sizeof text);
    snprintf(host, sizeof host, "127.0.0.1:%u", b->port);
    for (const char *p = request; *p != '\0'; p++) {
        bool mark = *p == '%' && (p[1] == 'H' || p[1] == 'T');
        if (mark)
            pw_buf_puts(&out, *++p == 'H' ? host : b->kiosk->token);
        else
            pw_buf_putc(&out, (uint8_t)*p);
    }
    int fd = dial(b);
    put(fd, pw_buf_text(&out), out.len);
    pw_buf_finish(&out);
    const char *answer = hear(b, fd, "");
    close(fd);
    if (ret_answer != NULL)
        *ret_answer = answer;
    int status = 0;
    CHECK(sscanf(answer, "HTTP/1.1 %d", &status) == 1);
    return status;
}

#define CLOSE "Connection: close\r\n"
#define SCAN_HEADERS                                                                                                             \
    "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: application/json\r\nX-Packwright-Token: "          \
    "%T\r\n" CLOSE

TEST(the_page_comes_with_its_token_and_strict_headers)
{
    struct bench b;
    const char *answer;
    start(&b);
    CHECK_INT(ask(&b, "GET / HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", &answer), 200);
    CHECK(strstr(answer, b.kiosk->token) != NULL);
    CHECK(strstr(answer, "@TOKEN@") == NULL);
    CHECK(strstr(answer, "Content-Security-Policy: default-src 'self';") != NULL);
    CHECK(strstr(answer, "frame-ancestors 'none'") != NULL);
    CHECK(strstr(answer, "unsafe-inline") == NULL);
    CHECK(strstr(answer, "X-Content-Type-Options: nosniff") != NULL);
    CHECK(strstr(answer, "Access-Control-") == NULL);
    CHECK(strstr(answer, " onclick=") == NULL && strstr(answer, " style=") == NULL);
    CHECK_INT(ask(&b, "GET /assets/app.js HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", &answer), 200);
    CHECK(strstr(answer, "text/javascript") != NULL);
    stop(&b);
}

TEST(the_state_a_paper_and_a_bar_code_are_given)
{
    struct bench b;
    const char *answer;
    start(&b);
    CHECK_INT(ask(&b, "GET /v1/state HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", &answer), 200);
    CHECK(strstr(answer, "\r\n\r\n{\"bench\":\"test\"}") != NULL);
    CHECK_INT(ask(&b, "GET /v1/papers/7.png HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", &answer), 200);
    CHECK(strstr(answer, "image/png") != NULL);
    CHECK_INT(ask(&b, "GET /v1/papers/8.png HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 404);
    CHECK_INT(ask(&b, "GET /v1/papers/7.png.exe HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 404);
    CHECK_INT(ask(&b, "GET /v1/barcode.svg?text=PW-1 HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", &answer), 200);
    CHECK(strstr(answer, "image/svg+xml") != NULL && strstr(answer, "<svg ") != NULL);
    CHECK_INT(ask(&b, "GET /v1/barcode.svg?text=a%00b HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 400);
    CHECK_INT(ask(&b, "GET /v1/barcode.svg HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 400);
    CHECK_INT(ask(&b, "GET /assets/../../store/schema.sql HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 404);
    CHECK_INT(ask(&b, "GET /assets/index.html HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 404);
    CHECK_INT(ask(&b, "GET /nothing HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", NULL), 404);
    stop(&b);
}

TEST(a_station_that_is_starting_says_so_instead_of_a_state)
{
    struct bench b;
    const char *answer;
    start(&b);
    b.starting = true;
    CHECK_INT(ask(&b, "GET /v1/state HTTP/1.1\r\nHost: %H\r\n" CLOSE "\r\n", &answer), 503);
    CHECK(strstr(answer, "starting") != NULL);
    stop(&b);
}

TEST(a_scan_from_the_page_is_taken_once)
{
    struct bench b;
    start(&b);
    CHECK_INT(ask(&b, SCAN_HEADERS "Content-Length: 22\r\n\r\n{\"text\":\"111\\u001d222\"}", NULL), 400); /* one byte short */
    CHECK_INT(b.scans, 0);
    CHECK_INT(ask(&b, SCAN_HEADERS "Content-Length: 23\r\n\r\n{\"text\":\"111\\u001d222\"}\n", NULL), 200);
    CHECK_INT(b.scans, 1);
    CHECK_STR(b.last, "111\x1d"
                      "222");
    stop(&b);
}

TEST(nothing_foreign_has_an_effect)
{
    static const struct {
        const char *request;
        int status;
    } cases[] = {
#define BODY "Content-Length: 14\r\n\r\n{\"text\":\"111\"}"
        { "POST /v1/scan HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://%H\r\nContent-Type: "
          "application/json\r\nX-Packwright-Token: "
          "%T\r\n" CLOSE BODY,
          421 },
        { "POST /v1/scan HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nContent-Type: "
          "application/json\r\nX-Packwright-Token: %T\r\n" CLOSE BODY,
          421 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: "
          "application/json\r\nX-Packwright-Token: %T\r\n" CLOSE BODY,
          400 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://evil.example\r\nContent-Type: "
          "application/json\r\nX-Packwright-Token: "
          "%T\r\n" CLOSE BODY,
          403 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: null\r\nContent-Type: application/json\r\nX-Packwright-Token: "
          "%T\r\n" CLOSE BODY,
          403 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nContent-Type: application/json\r\nX-Packwright-Token: %T\r\n" CLOSE BODY, 403 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nSec-Fetch-Site: cross-site\r\nContent-Type: "
          "application/json\r\nX-Packwright-Token: %T\r\n" CLOSE BODY,
          403 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: application/json\r\n" CLOSE BODY, 403 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: application/json\r\nX-Packwright-Token: "
          "00000000000000000000000000000000\r\n" CLOSE BODY,
          403 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: text/plain\r\nX-Packwright-Token: "
          "%T\r\n" CLOSE BODY,
          415 },
        { "POST /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: "
          "application/x-www-form-urlencoded\r\nX-Packwright-Token: %T\r\n" CLOSE "Content-Length: 8\r\n\r\ntext=111",
          415 },
        { "GET /v1/scan?text=111 HTTP/1.1\r\nHost: %H\r\nX-Packwright-Token: %T\r\n" CLOSE "\r\n", 405 },
        { "PUT /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://%H\r\nContent-Type: application/json\r\nX-Packwright-Token: "
          "%T\r\n" CLOSE BODY,
          405 },
        { "OPTIONS /v1/scan HTTP/1.1\r\nHost: %H\r\nOrigin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n" CLOSE
          "\r\n",
          405 },
        { SCAN_HEADERS "Content-Length: 70000\r\n\r\n", 413 },
        { SCAN_HEADERS "Content-Length: 3\r\n\r\n{}\n", 400 },
        { SCAN_HEADERS "Content-Length: 12\r\n\r\n{\"text\":111}", 400 },
        { SCAN_HEADERS "Content-Length: 11\r\n\r\n{\"text\":\"\"}", 400 },
        { "GET /v1/state HTTP/1.1\r\nHost: evil.example\r\n" CLOSE "\r\n", 421 },
        { "GET /v1/state HTTP/1.1\r\nHost: %H\r\nOrigin: http://evil.example\r\n" CLOSE "\r\n", 403 },
        { "GET /v1/state HTTP/1.1\r\nHost: %H\r\nSec-Fetch-Site: cross-site\r\n" CLOSE "\r\n", 403 },
        { "GET /v1/events HTTP/1.1\r\nHost: %H\r\nSec-Fetch-Site: cross-site\r\n" CLOSE "\r\n", 403 },
        { "GET /v1/papers/7.png HTTP/1.1\r\nHost: evil.example\r\n" CLOSE "\r\n", 421 },
        { "GET / HTTP/1.1\r\nHost: evil.example\r\n" CLOSE "\r\n", 421 },
        { "GET / HTTP/1.1\r\nHost: %H\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Dest: iframe\r\n" CLOSE "\r\n", 403 },
        { "POST /v1/state HTTP/1.1\r\nHost: %H\r\n" CLOSE "Content-Length: 0\r\n\r\n", 405 },
    };
    struct bench b;
    start(&b);
    for (size_t i = 0; i < PW_COUNT(cases); i++) {
        const char *answer;
        int status = ask(&b, cases[i].request, &answer);
        if (status != cases[i].status)
            pw_test_fail(__FILE__, __LINE__, "case %zu: %d, not %d: %.200s", i, status, cases[i].status, cases[i].request);
        CHECK(strstr(answer, "Access-Control-") == NULL);
        CHECK(strstr(answer, b.kiosk->token) == NULL);
        CHECK_INT(b.scans, 0);
    }
    stop(&b);
}

TEST(an_open_page_hears_each_event_at_once)
{
    struct bench b;
    start(&b);
    int fd = dial(&b);
    char request[200];
    snprintf(request, sizeof request, "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", b.port);
    put(fd, request, strlen(request));
    const char *text = hear(&b, fd, "\"resumed\":false}\n\n");
    CHECK(strstr(text, "text/event-stream") != NULL);
    CHECK_INT(pw_kiosk_listeners(b.kiosk), 1);
    for (int i = 0; i < 5; i++) {
        char want[40];
        pw_kiosk_publish(b.kiosk, "state", "{}");
        snprintf(want, sizeof want, "-%d\nevent: state\ndata: {}\n\n", i + 1);
        text = hear(&b, fd, want);
        CHECK(strstr(text, want) != NULL);
    }
    CHECK_INT(ask(&b, SCAN_HEADERS "Content-Length: 14\r\n\r\n{\"text\":\"111\"}", NULL), 200);
    text = hear(&b, fd, "-6\nevent: changed\ndata: {}\n\n");
    CHECK(strstr(text, "event: changed") != NULL);
    close(fd);
    for (int i = 0; i < 3 && pw_kiosk_listeners(b.kiosk) != 0; i++)
        run(&b, 16000000); /* the next beats find out that nobody is there */
    CHECK_INT(pw_kiosk_listeners(b.kiosk), 0);
    stop(&b);
}

TEST(a_page_that_reconnects_hears_what_it_missed)
{
    struct bench b;
    start(&b);
    for (int i = 0; i < 4; i++)
        pw_kiosk_publish(b.kiosk, "state", i == 3 ? "{\"last\":true}" : "{}");
    char request[300];
    int fd = dial(&b);
    snprintf(request, sizeof request, "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nLast-Event-ID: %s-2\r\n\r\n", b.port,
             b.kiosk->feed.session);
    put(fd, request, strlen(request));
    const char *text = hear(&b, fd, "{\"last\":true}");
    CHECK(strstr(text, "\"resumed\":true") != NULL);
    CHECK(strstr(text, "-2\nevent") == NULL);
    CHECK(strstr(text, "-3\nevent: state\n") != NULL);
    close(fd);
    stop(&b);
}

TEST(the_seventeenth_page_takes_the_place_of_the_oldest)
{
    struct bench b;
    int fds[18];
    char request[200];
    start(&b);
    snprintf(request, sizeof request, "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", b.port);
    for (size_t i = 0; i < PW_COUNT(fds); i++) {
        fds[i] = dial(&b);
        put(fds[i], request, strlen(request));
        CHECK(strstr(hear(&b, fds[i], "resumed"), "hello") != NULL);
        CHECK(pw_kiosk_listeners(b.kiosk) <= KIOSK_STREAMS_MAX);
    }
    hear(&b, fds[0], "0\r\n\r\n"); /* ended by the server */
    for (size_t i = 0; i < PW_COUNT(fds); i++)
        close(fds[i]);
    stop(&b);
}

TEST(a_request_that_dawdles_is_cut_off)
{
    struct bench b;
    start(&b);
    int fd = dial(&b);
    put(fd, "GET / HTTP/1.1\r\n", 16);
    for (int i = 0; i < 6; i++) { /* a header every three seconds keeps any idle timeout from ever passing */
        run(&b, 3000000);
        (void)!send(fd, "X: y\r\n", 6, MSG_NOSIGNAL);
    }
    const char *text = hear(&b, fd, "");
    CHECK_STR(text, "");
    close(fd);
    stop(&b);
}

TEST(a_taken_port_and_a_senseless_address_are_told_apart)
{
    struct bench b;
    struct pw_kiosk *second;
    struct pw_error err;
    char listen[40];
    start(&b);
    snprintf(listen, sizeof listen, "127.0.0.1:%u", b.port);
    struct pw_kiosk_setup setup = { .listen = listen };
    struct pw_kiosk_source source = { .state = state };
    CHECK(!pw_kiosk_create(b.loop, NULL, &setup, &source, &second, &err));
    CHECK_INT(err.code, PW_ERR_BUSY);
    static const char *const wrong[] = { "",           "8631", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:86 31",
                                         "bench:8631", ":8631" };
    for (size_t i = 0; i < PW_COUNT(wrong); i++) {
        setup.listen = wrong[i];
        CHECK(!pw_kiosk_create(b.loop, NULL, &setup, &source, &second, &err));
        CHECK_INT(err.code, PW_ERR_CONFIG);
    }
    stop(&b);
}

TEST(without_a_demo_there_is_nothing_to_scan_with)
{
    struct bench b;
    start(&b);
    b.kiosk->source.scan = NULL;
    CHECK_INT(ask(&b, SCAN_HEADERS "Content-Length: 14\r\n\r\n{\"text\":\"111\"}", NULL), 404);
    stop(&b);
}

TEST(a_server_that_was_full_takes_requests_again_when_the_others_have_gone)
{
    struct bench b;
    const char *answer;
    int fd[KIOSK_CONNECTIONS_MAX + 20];
    start(&b);
    for (size_t i = 0; i < PW_COUNT(fd); i++) {
        fd[i] = dial(&b);
        run(&b, 1000);
    }
    run(&b, 100000);
    for (size_t i = 0; i < PW_COUNT(fd); i++)
        close(fd[i]);
    for (int i = 0; i < 100; i++) {
        run(&b, 1000);
        usleep(200);
    }
    CHECK_INT(ask(&b, "GET /v1/state HTTP/1.1\r\nHost: %H\r\nConnection: close\r\n\r\n", &answer), 200);
    stop(&b);
}
