#include "printer/tcp.h"

#include "packwright/transport.h"
#include "support/poll_loop.h"
#include "support/printer_rig.h"
#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The printer: plain sockets driven by the test itself. */
struct peer {
    int listener, fd, port;
};

static void peer_listen(struct peer *p, int port)
{
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int one = 1, small = 8192;
    setsockopt(p->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(p->listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small); /* so that not reading is felt soon */
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof a;
    CHECK(bind(p->listener, (struct sockaddr *)&a, sizeof a) == 0);
    CHECK(listen(p->listener, 4) == 0);
    CHECK(getsockname(p->listener, (struct sockaddr *)&a, &len) == 0);
    p->port = ntohs(a.sin_port);
    p->fd = -1;
}

static void peer_accept(struct peer *p)
{
    for (int i = 0; i < 1000; i++) {
        p->fd = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (p->fd >= 0)
            return;
    }
    CHECK(!"nobody connected");
}

static void peer_reset(struct peer *p)
{
    struct linger linger = { 1, 0 };
    setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(p->fd);
    p->fd = -1;
}

static void peer_close(struct peer *p)
{
    if (p->fd >= 0)
        close(p->fd);
    if (p->listener >= 0)
        close(p->listener);
    p->fd = p->listener = -1;
}

/* Reads at most limit bytes of what is there. */
static size_t peer_read(struct peer *p, uint8_t *out, size_t limit)
{
    size_t got = 0;
    while (got < limit) {
        ssize_t n = recv(p->fd, out + got, limit - got, 0);
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

static uint8_t *pattern(size_t len)
{
    uint8_t *data = malloc(len + 1);
    CHECK(data != NULL);
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)(i * 7 + (i >> 8) * 13);
    return data;
}

/* Runs both ends until the document has ended; reads at most a chunk a round, at most limit in all. */
static size_t pump(struct rig *rig, struct peer *p, uint8_t *out, size_t chunk, size_t limit)
{
    size_t got = 0;
    int before = rig->sents;
    for (int i = 0; i < 20000 && rig->sents == before; i++) {
        size_t want = limit - got < chunk ? limit - got : chunk;
        got += peer_read(p, out + got, want);
        rig_run(rig, 1000);
    }
    got += peer_read(p, out + got, limit - got);
    return got;
}

static char settings[80];
static const char *at(const struct peer *p)
{
    snprintf(settings, sizeof settings, "address=127.0.0.1:%d", p->port);
    return settings;
}

static void open_session(struct rig *rig, struct pw_loop **loop, struct peer *p)
{
    *loop = poll_loop_create();
    peer_listen(p, 0);
    rig_open(rig, *loop, &pw_transport_tcp, at(p));
    CHECK(rig_link(rig, PW_LINK_READY));
    peer_accept(p);
}

static void end_session(struct rig *rig, struct pw_loop *loop, struct peer *p)
{
    rig_close(rig);
    peer_close(p);
    poll_loop_destroy(loop);
}

TEST(every_byte_arrives_once_and_is_reported_when_acknowledged)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 300000;
    uint8_t *data = pattern(len), *got = malloc(len + 100);
    for (int round = 0; round < 2; round++) { /* the second on the same session */
        rig_send(&rig, data, len);
        size_t n = pump(&rig, &p, got, 65536, len + 100);
        CHECK_BYTES(pw_bytes_of(got, n), pw_bytes_of(data, len));
        CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
        CHECK_INT(rig.sent.accepted, len);
        CHECK_INT(rig.sent.total, len);
        CHECK_INT(rig.sent.error.code, PW_OK);
        CHECK(!rig.sent.proven);
        CHECK_INT(rig.progress, rig.progress <= len ? rig.progress : 0);
    }
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(an_empty_document_is_sent)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    rig_send(&rig, "", 0);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    end_session(&rig, loop, &p);
}

TEST(a_second_document_meanwhile_is_busy)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    rig_send(&rig, "one", 3);
    struct pw_error err = { 0 };
    CHECK(!rig.transport->impl->send(rig.transport, pw_bytes_str("two"), "t", &err));
    CHECK_INT(err.code, PW_ERR_BUSY);
    CHECK(rig_end(&rig));
    char got[10];
    CHECK_INT(peer_read(&p, (uint8_t *)got, 10), 3);
    end_session(&rig, loop, &p);
}

TEST(a_printer_that_stops_reading_is_waited_for_and_named)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 8000000;
    uint8_t *data = pattern(len), *got = malloc(len + 1);
    rig_send(&rig, data, len);
    size_t n = peer_read(&p, got, 6000);
    rig_run(&rig, 120000000); /* two minutes without paper */
    CHECK_INT(rig.sents, 0);
    CHECK_INT(rig.link, PW_LINK_READY);
    CHECK_STR(rig.words, "the printer takes no data (out of paper, cover open, or switched to offline?)");
    CHECK(rig.progress < len);
    n += pump(&rig, &p, got + n, 65536, len + 1 - n);
    CHECK_BYTES(pw_bytes_of(got, n), pw_bytes_of(data, len));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_STR(rig.words, "");
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(a_slow_printer_gets_every_byte)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 100000;
    uint8_t *data = pattern(len), *got = malloc(len + 1);
    rig_send(&rig, data, len);
    size_t n = pump(&rig, &p, got, 77, len + 1);
    CHECK_BYTES(pw_bytes_of(got, n), pw_bytes_of(data, len));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(a_reset_in_the_middle_is_an_unknown_outcome_with_a_lower_bound)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 8000000;
    uint8_t *data = pattern(len), *got = malloc(len);
    rig_send(&rig, data, len);
    size_t n = 0;
    for (int i = 0; i < 50 && n < 20000; i++) {
        n += peer_read(&p, got + n, 20000 - n);
        rig_run(&rig, 1000);
    }
    CHECK_INT(n, 20000);
    peer_reset(&p);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK_INT(rig.sent.error.code, PW_ERR_UNKNOWN_OUTCOME);
    CHECK(rig.sent.accepted >= 20000); /* what was read was acknowledged */
    CHECK(rig.sent.accepted < len);
    CHECK(rig_link(&rig, PW_LINK_READY)); /* it comes back by itself, and what broke off is not sent again */
    peer_accept(&p);
    rig_run(&rig, 1000000);
    CHECK_INT(peer_read(&p, got, 10), 0);
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(a_printer_that_closes_in_the_middle_is_an_unknown_outcome)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 8000000;
    uint8_t *data = pattern(len), *got = malloc(len);
    rig_send(&rig, data, len);
    peer_read(&p, got, len);
    close(p.fd);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK(rig.sent.accepted > 0 && rig.sent.accepted < len);
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(a_printer_that_shuts_its_own_side_still_gets_the_rest)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 2000000;
    uint8_t *data = pattern(len), *got = malloc(len + 1);
    rig_send(&rig, data, len);
    shutdown(p.fd, SHUT_WR);
    size_t n = pump(&rig, &p, got, 65536, len + 1);
    CHECK_BYTES(pw_bytes_of(got, n), pw_bytes_of(data, len));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(a_printer_that_shuts_its_side_and_then_resets_is_noticed)
{
    /* With bytes of ours still to be written, and with all of them in the kernel, where no write can fail any more. */
    static const size_t lens[] = { 8000000, 150000 };
    for (size_t i = 0; i < PW_COUNT(lens); i++) {
        struct rig rig;
        struct pw_loop *loop;
        struct peer p;
        open_session(&rig, &loop, &p);
        uint8_t *data = pattern(lens[i]);
        rig_send(&rig, data, lens[i]);
        shutdown(p.fd, SHUT_WR);
        rig_run(&rig, 500000);
        CHECK_INT(rig.sents, 0);
        peer_reset(&p);
        CHECK(rig_end(&rig));
        CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
        CHECK(rig.sent.accepted < lens[i]);
        free(data);
        end_session(&rig, loop, &p);
    }
}

TEST(nobody_listening_is_missing_and_send_says_so)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    struct peer p;
    peer_listen(&p, 0);
    peer_close(&p);
    rig_open(&rig, loop, &pw_transport_tcp, at(&p));
    CHECK(rig_link(&rig, PW_LINK_MISSING));
    char want[200];
    snprintf(want, sizeof want, "no printer answers at 127.0.0.1:%d: Connection refused", p.port);
    CHECK_STR(rig.why, want);
    struct pw_error err = { 0 };
    CHECK(!rig.transport->impl->send(rig.transport, pw_bytes_str("x"), "t", &err));
    CHECK_INT(err.code, PW_ERR_GONE);
    int told = rig.links;
    rig_run(&rig, 20000000);
    CHECK_INT(rig.links, told); /* the same words are told once, not at each attempt */
    peer_listen(&p, p.port);    /* it appears */
    CHECK(rig_link(&rig, PW_LINK_READY));
    peer_accept(&p);
    rig_send(&rig, "slip", 4);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    end_session(&rig, loop, &p);
}

TEST(an_idle_close_is_no_error_and_the_next_document_is_not_lost)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    rig_run(&rig, 90000000);
    close(p.fd); /* and at once, before the loop could see it: */
    rig_send(&rig, "first after idle", 16);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    peer_accept(&p);
    uint8_t got[40];
    CHECK_BYTES(pw_bytes_of(got, peer_read(&p, got, sizeof got)), pw_bytes_str("first after idle"));
    end_session(&rig, loop, &p);
}

TEST(an_idle_close_seen_by_the_loop_reconnects)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    rig_run(&rig, 90000000);
    close(p.fd);
    rig_run(&rig, 1000000);
    CHECK_INT(rig.link, PW_LINK_READY);
    peer_accept(&p);
    rig_send(&rig, "again", 5);
    CHECK(rig_end(&rig));
    uint8_t got[40];
    CHECK_BYTES(pw_bytes_of(got, peer_read(&p, got, sizeof got)), pw_bytes_str("again"));
    end_session(&rig, loop, &p);
}

TEST(closed_and_then_refused_sends_nothing_and_says_so)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    peer_close(&p);
    rig_send(&rig, "slip", 4);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_NOTHING);
    CHECK_INT(rig.sent.accepted, 0);
    CHECK_INT(rig.sent.error.code, PW_ERR_GONE);
    CHECK_INT(rig.link, PW_LINK_MISSING);
    end_session(&rig, loop, &p);
}

TEST(replies_come_through_while_writing_and_while_idle)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    CHECK_INT(send(p.fd, "\x14\x00\x00\x0f", 4, 0), 4);
    rig_run(&rig, 1000);
    CHECK_BYTES(pw_buf_peek(&rig.replies), pw_bytes_of("\x14\x00\x00\x0f", 4));
    size_t len = 4000000;
    uint8_t *data = pattern(len), *got = malloc(len + 1);
    rig_send(&rig, data, len);
    size_t told = 0;
    for (int i = 0; i < 50; i++) { /* a chatty printer that reads nothing: its replies are taken all the same */
        uint8_t chat[1000] = { 0x37 };
        ssize_t n = send(p.fd, chat, sizeof chat, MSG_NOSIGNAL);
        told += n > 0 ? (size_t)n : 0;
        rig_run(&rig, 1000);
    }
    CHECK_INT(told, 50000);
    CHECK(rig.replies.len > 20000); /* the rest waits for the kernels' real clock */
    size_t n = pump(&rig, &p, got, 65536, len + 1);
    CHECK_INT(n, len);
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_INT(rig.replies.len, told + 4);
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(cancel_while_the_printer_does_not_read_stops_what_has_not_left)
{
    struct rig rig;
    struct pw_loop *loop;
    struct peer p;
    open_session(&rig, &loop, &p);
    size_t len = 8000000;
    uint8_t *data = pattern(len), *got = malloc(len);
    rig_send(&rig, data, len);
    rig_run(&rig, 3000000);
    rig.transport->impl->cancel(rig.transport);
    CHECK_INT(rig.sents, 0); /* comes from the loop */
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK_INT(rig.sent.error.code, PW_ERR_UNKNOWN_OUTCOME);
    CHECK(rig.sent.accepted > 0 && rig.sent.accepted < len);
    size_t n = 0;
    for (int i = 0; i < 2000; i++) {
        n += peer_read(&p, got + n, len - n);
        rig_run(&rig, 10);
    }
    CHECK(n >= rig.sent.accepted);        /* a lower bound */
    CHECK(n < rig.sent.accepted + 65536); /* and what the kernel still held did not follow */
    CHECK(rig_link(&rig, PW_LINK_READY));
    rig.transport->impl->cancel(rig.transport); /* with nothing on its way: nothing */
    rig_run(&rig, 1000000);
    CHECK_INT(rig.sents, 1);
    free(data);
    free(got);
    end_session(&rig, loop, &p);
}

TEST(destroy_works_at_any_time)
{
    for (int when = 0; when < 5; when++) {
        struct rig rig;
        struct peer p;
        struct pw_loop *loop = poll_loop_create();
        peer_listen(&p, 0);
        uint8_t *data = pattern(4000000);
        rig_open(&rig, loop, &pw_transport_tcp, at(&p));
        if (when >= 1)
            CHECK(rig_link(&rig, PW_LINK_READY));
        if (when >= 2)
            rig_send(&rig, data, 4000000);
        if (when == 3)
            rig_run(&rig, 5000000);
        if (when == 4)
            rig.transport->impl->cancel(rig.transport);
        end_session(&rig, loop, &p);
        free(data);
    }
}

TEST(a_name_is_looked_up_on_a_worker)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    struct peer p;
    peer_listen(&p, 0);
    char text[60];
    snprintf(text, sizeof text, "address=localhost:%d", p.port);
    rig_open(&rig, loop, &pw_transport_tcp, text);
    CHECK_INT(rig.link, PW_LINK_CONNECTING);
    CHECK(rig_link(&rig, PW_LINK_READY));
    end_session(&rig, loop, &p);
}

TEST(destroy_while_a_name_is_looked_up)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    rig_open(&rig, loop, &pw_transport_tcp, "address=localhost:9100");
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(a_connection_that_never_answers_ends_at_the_time_out)
{
    /* A full listen queue: SYNs are dropped, nobody refuses. */
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    struct peer p;
    peer_listen(&p, 0);
    CHECK(listen(p.listener, 0) == 0);
    int fill[8];
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)p.port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
    for (int i = 0; i < 8; i++) {
        fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(fill[i], (struct sockaddr *)&a, sizeof a);
    }
    char text[80];
    snprintf(text, sizeof text, "address=127.0.0.1:%d|connect-timeout=3s", p.port);
    int64_t start = pw_loop_now(loop);
    rig_open(&rig, loop, &pw_transport_tcp, text);
    CHECK_INT(rig.link, PW_LINK_CONNECTING);
    CHECK(rig_link(&rig, PW_LINK_MISSING));
    CHECK_INT(pw_loop_now(loop) - start, 3000000);
    CHECK(strstr(rig.why, "timed out") != NULL);
    for (int i = 0; i < 8; i++)
        close(fill[i]);
    end_session(&rig, loop, &p);
}

TEST(a_wrong_address_is_refused_with_file_and_line)
{
    static const char *const wrong[] = { "address=",           "address=:9100",     "address=host:",    "address=host:0",
                                         "address=host:65536", "address=host:91x0", "address=::1:9100", "address=[::1",
                                         "address=[::1]x",     "address=host:-1",   "address=host:+1",  "address=[]:9100",
                                         "connect-timeout=5s", "address=a:b:c" };
    for (size_t i = 0; i < PW_COUNT(wrong); i++) {
        struct pw_loop *loop = poll_loop_create();
        struct rig rig;
        CHECK(!rig_try(&rig, loop, &pw_transport_tcp, wrong[i]));
        CHECK_INT(rig.err.code, PW_ERR_CONFIG);
        CHECK(strncmp(rig.err.text, "test.conf:7: ", 13) == 0);
        rig_close(&rig);
        poll_loop_destroy(loop);
    }
}
