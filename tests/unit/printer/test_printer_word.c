/*
 * What a printer's word is worth: a network printer that is late, wrong, silent or cut off, played byte by byte over a real
 * connection on virtual time. Replies are typed from the manuals: Epson's GS ( H function 48 and DLE EOT 2, Zebra's ~HS.
 */
#include "test.h"

#include "config.h"
#include "printer.h"
#include "support/test_loop.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct desk {
    struct pw_loop *loop;
    struct pw_config *config;
    struct pw_printer *printer;
    int listener, conn;
    char got[4096]; /* the end of what the printer was sent */
    size_t got_len, got_all;
    bool reading;
    int told; /* ends and steps of jobs */
    enum pw_job_status status;
    int64_t job;
    bool ready;
    char evidence[160];
} d;

static void on_job(void *user, size_t printer, int64_t job, enum pw_job_status status, int64_t accepted, int64_t total,
                   const char *evidence)
{
    (void)user, (void)printer, (void)accepted, (void)total;
    d.told++;
    d.job = job;
    d.status = status;
    snprintf(d.evidence, sizeof d.evidence, "%s", evidence);
}

static void on_state(void *user, size_t printer, bool ready, const char *state, const char *words)
{
    (void)user, (void)printer, (void)state, (void)words;
    d.ready = ready;
}

static void take(void)
{
    char part[65536];
    ssize_t n;
    if (d.conn < 0) {
        d.conn = accept4(d.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        const int on = 1;
        if (d.conn < 0)
            return;
        setsockopt(d.conn, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    while (d.reading && (n = recv(d.conn, part, sizeof part, 0)) > 0) {
        d.got_all += (size_t)n;
        for (ssize_t i = 0; i < n; i++) {
            if (d.got_len == sizeof d.got) {
                memmove(d.got, d.got + 2048, 2048);
                d.got_len = 2048;
            }
            d.got[d.got_len++] = part[i];
        }
    }
}

/* Virtual time passes; the printer reads what comes. */
static void pass(int64_t us)
{
    for (int64_t step = us / 20; us > 0; us -= step) {
        pw_test_loop_advance(d.loop, step);
        take();
        usleep(500); /* the kernel's loopback is no part of virtual time */
    }
    pw_test_loop_advance(d.loop, 1);
}

static void begin(const char *settings, int receive_buffer)
{
    struct pw_error err = { 0 };
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t len = sizeof at;
    char section[400];
    const struct pw_printer_listener on = { on_job, on_state, NULL };
    memset(&d, 0, sizeof d);
    d.conn = -1;
    d.reading = true;
    d.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (receive_buffer != 0)
        CHECK(setsockopt(d.listener, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer) == 0);
    CHECK(bind(d.listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(d.listener, 4) == 0);
    CHECK(getsockname(d.listener, (struct sockaddr *)&at, &len) == 0);
    snprintf(section, sizeof section, "[printer p]\ntransport = tcp\naddress = 127.0.0.1:%u\nanswer-timeout = 5s\n%s\n",
             ntohs(at.sin_port), settings);
    CHECK_OK(pw_config_parse(section, "test.conf", "/tmp", &d.config, &err), err);
    d.loop = pw_test_loop_create();
    CHECK_OK(pw_printer_create(d.loop, NULL, pw_config_nth(d.config, "printer", 0), 0, &on, &d.printer, &err), err);
    for (int i = 0; i < 200 && !d.ready; i++)
        pass(10000);
    CHECK(d.ready);
}

static void end(void)
{
    pw_printer_destroy(d.printer);
    pw_test_loop_advance(d.loop, 1000);
    pw_test_loop_destroy(d.loop);
    pw_config_free(d.config);
    if (d.conn >= 0)
        close(d.conn);
    close(d.listener);
}

static void say(const char *reply, size_t len)
{
    CHECK(d.conn >= 0 && send(d.conn, reply, len, MSG_NOSIGNAL) == (ssize_t)len);
    pass(20000);
}

static void expect(int64_t job, enum pw_job_status status)
{
    if (d.job != job || d.status != status)
        pw_test_fail("expect", 0, "job %lld is %s (%s), not %s", (long long)d.job, pw_job_status_name(d.status), d.evidence,
                     pw_job_status_name(status));
}

/* A slip with the request that ends it; its ticket is what the printer gives back. */
static const char slip[] = "\x1b@hello\n\x1dVA\x10\x1d(H\x06\x00\x30\x30"; /* and four bytes */

static void send_slip(int64_t job)
{
    struct pw_buf bytes;
    pw_buf_init(&bytes, 4096);
    pw_buf_put(&bytes, slip, sizeof slip - 1 - 7);
    pw_language_escpos.ask_proof(pw_printing_ticket(job), &bytes);
    pw_printer_send(d.printer, job, pw_buf_peek(&bytes), "slip");
    pw_buf_finish(&bytes);
    pass(100000);
}

/* The four bytes behind the last GS ( H of all that came. */
static void ticket(char out[4])
{
    for (size_t i = d.got_len; i-- > 0;)
        if (i + 11 <= d.got_len && memcmp(d.got + i, "\x1d(H\x06\x00\x30\x30", 7) == 0) {
            memcpy(out, d.got + i + 7, 4);
            return;
        }
    pw_test_fail("ticket", 0, "no proof was asked for");
}

static void prove(const char id[4])
{
    char reply[7] = { 0x37, 0x22, id[0], id[1], id[2], id[3], 0 };
    say(reply, sizeof reply);
}

static const char epson[] = "language = escpos\nprofile = TM-T88V";
static const char zebra[] = "language = zpl";

TEST(silence_after_a_document_is_no_print_and_no_second_one)
{
    begin(epson, 0);
    send_slip(1);
    expect(1, PW_JOB_HANDED_OVER);
    pass(4000000);
    expect(1, PW_JOB_HANDED_OVER);
    pass(2000000);
    expect(1, PW_JOB_UNCERTAIN);
    CHECK_INT(d.told, 2);
    end();
}

TEST(the_word_for_another_document_settles_that_one_alone)
{
    char first[4], second[4];
    begin(epson, 0);
    send_slip(1);
    ticket(first);
    pass(6000000);
    expect(1, PW_JOB_UNCERTAIN);
    send_slip(2);
    ticket(second);
    CHECK(memcmp(first, second, 4) != 0);
    expect(2, PW_JOB_HANDED_OVER);
    prove(first); /* late: job 1 did come out; job 2 still waits for its own */
    expect(1, PW_JOB_PRINTED);
    pass(1000000);
    expect(1, PW_JOB_PRINTED);
    prove(second);
    expect(2, PW_JOB_PRINTED);
    int told = d.told;
    prove(second); /* twice */
    CHECK_INT(d.told, told);
    end();
}

TEST(the_word_comes_in_single_bytes_and_behind_rubbish)
{
    char id[4];
    begin(epson, 0);
    send_slip(7);
    ticket(id);
    say("\xFF\xFE\x01", 3);
    expect(7, PW_JOB_HANDED_OVER);
    const char reply[7] = { 0x37, 0x22, id[0], id[1], id[2], id[3], 0 };
    for (size_t i = 0; i < sizeof reply; i++)
        say(reply + i, 1);
    expect(7, PW_JOB_PRINTED);
    end();
}

TEST(half_a_word_before_the_cable_was_pulled_does_not_join_the_next_one)
{
    char id[4];
    begin(epson, 0);
    send_slip(7);
    ticket(id);
    const char half[4] = { 0x37, 0x22, id[0], id[1] };
    say(half, sizeof half);
    close(d.conn);
    d.conn = -1;
    pass(200000);
    expect(7, PW_JOB_UNCERTAIN);
    for (int i = 0; i < 400 && !d.ready; i++)
        pass(50000);
    CHECK(d.ready);
    send_slip(8);
    const char rest[3] = { id[2], id[3], 0 };
    say(rest, sizeof rest);
    expect(8, PW_JOB_HANDED_OVER);
    ticket(id);
    prove(id);
    expect(8, PW_JOB_PRINTED);
    end();
}

TEST(a_document_that_was_cut_off_is_uncertain_and_never_queued_again)
{
    static char big[6 << 20];
    begin(epson, 4096);
    memset(big, 'x', sizeof big);
    d.reading = false;
    pw_printer_send(d.printer, 3, pw_bytes_of(big, sizeof big), "slip");
    pass(100000);
    CHECK_INT(d.told, 0);
    const struct linger reset = { 1, 0 };
    CHECK(setsockopt(d.conn, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0);
    close(d.conn);
    d.conn = -1;
    pass(200000);
    expect(3, PW_JOB_UNCERTAIN);
    CHECK_INT(d.told, 1);
    CHECK(strncmp(d.evidence, "cut off after at least ", 23) == 0);
    /* It comes back, perhaps as another one: what was begun is ended before anything else is said. */
    d.reading = true;
    d.got_all = 0;
    for (int i = 0; i < 400 && !d.ready; i++)
        pass(50000);
    send_slip(4);
    CHECK(d.got_all > 2048 + sizeof slip);
    end();
}

/* ~HS: three strings; the first has paper out (b) and paused (c), the fifth field the formats waiting; Zebra's manual, ~HS. */
#define HS(paper, waiting)                                                                                                       \
    "\x02"                                                                                                                       \
    "030," paper ",0,1245," waiting ",0,0,0,000,0,0,0\x03\r\n\x02"                                                               \
    "000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x02"                                                                               \
    "1234,0\x03\r\n"
static const char idle[] = HS("0", "000"), busy[] = HS("0", "002"), empty[] = HS("1", "000");
static const char label[] = "^XA^PW812^LL1218^FO0,0^GFA,2,2,1,FFFF^FS^PQ1^XZ\n";

static void send_label(int64_t job)
{
    pw_printer_send(d.printer, job, pw_bytes_str(label), "label");
    pass(50000);
}

TEST(an_answer_to_a_question_from_before_the_label_proves_nothing)
{
    begin(zebra, 0); /* it was asked once when the link came up, and has not answered yet */
    send_label(1);
    expect(1, PW_JOB_HANDED_OVER);
    say(idle, sizeof idle - 1); /* to that question */
    pass(150000);
    say(idle, sizeof idle - 1);
    expect(1, PW_JOB_HANDED_OVER);
    pass(150000);
    say(idle, sizeof idle - 1);
    expect(1, PW_JOB_PRINTED);
    end();
}

TEST(a_label_printer_without_paper_or_with_labels_to_print_is_not_done)
{
    begin(zebra, 0);
    say(idle, sizeof idle - 1);
    send_label(1);
    const char *const answers[] = { busy, idle, busy, empty, empty, empty, idle };
    for (size_t i = 0; i < PW_COUNT(answers); i++) {
        say(answers[i], sizeof idle - 1);
        pass(150000);
        expect(1, PW_JOB_HANDED_OVER);
    }
    say(idle, sizeof idle - 1);
    expect(1, PW_JOB_PRINTED);
    end();
}

TEST(a_silent_label_printer_leaves_its_label_uncertain)
{
    begin(zebra, 0);
    send_label(9);
    pass(7000000);
    expect(9, PW_JOB_UNCERTAIN);
    CHECK_INT(d.told, 2);
    end();
}

/* Epson's automatic status back: offline and roll paper end in the first and third byte; then all well. Told once, not again. */
TEST(a_slip_waits_for_paper_however_long_it_takes)
{
    char id[4];
    begin(epson, 0);
    send_slip(5);
    ticket(id);
    say("\x18\x00\x0C\x0F", 4);
    CHECK(!d.ready);
    pass(60000000);
    expect(5, PW_JOB_HANDED_OVER);
    say("\x10\x00\x00\x0F", 4);
    prove(id);
    expect(5, PW_JOB_PRINTED);
    CHECK(d.ready);
    end();
}
