/* The virtual printer and scanner as any other driver, and what goes wrong with them on purpose. */
#include "sim/sim.h"

#include "support/poll_loop.h"
#include "support/printer_rig.h"
#include "support/test_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A short slip and label, typed. The slip ends with a request for its process id. */
#define SLIP                                                                                                                     \
    "\x1b@Hello\n\x1dV\x42\x00\x1d(H\x06\x00\x30\x30"                                                                            \
    "0042"
#define LABEL "^XA^FO10,10^GB100,50,3^FS^XZ~HS"

static void open_printer(struct rig *rig, const char *settings)
{
    rig_open(rig, poll_loop_create(), &pw_sim_printer_impl, settings);
}

static void close_printer(struct rig *rig)
{
    rig_close(rig);
    poll_loop_destroy(rig->loop);
}

TEST(a_slip_becomes_paper_and_says_so)
{
    static struct rig rig;
    open_printer(&rig, "language=escpos|paper=80mm");
    CHECK_INT(rig.link, PW_LINK_READY);
    rig_send(&rig, SLIP, sizeof SLIP - 1);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_INT(rig.sent.accepted, sizeof SLIP - 1);
    rig_run(&rig, 1000);
    size_t count;
    const struct pw_sim_paper *papers = pw_sim_printer_papers(rig.transport, &count);
    CHECK_INT(count, 1);
    CHECK_INT(papers[0].number, 1);
    CHECK_INT(papers[0].unknown, 0);
    CHECK_INT(papers[0].width, 576 + 64);
    CHECK(papers[0].png.len > 100 && memcmp(papers[0].png.data, "\x89PNG\r\n", 6) == 0);
    CHECK_BYTES(pw_buf_peek(&rig.replies), pw_bytes_of("\x37\x22"
                                                       "0042\0",
                                                       7));
    close_printer(&rig);
}

TEST(out_of_paper_keeps_the_document_and_prints_it_later)
{
    static struct rig rig;
    size_t count;
    open_printer(&rig, "language=escpos");
    pw_sim_printer_fault(rig.transport, PW_SIM_PAPER_OUT);
    CHECK_STR(rig.words, "out of paper");
    rig_send(&rig, SLIP, sizeof SLIP - 1);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    rig_run(&rig, 1000);
    pw_sim_printer_papers(rig.transport, &count);
    CHECK_INT(count, 0);
    CHECK_INT(rig.replies.len, 0);
    rig.sents = 0;
    rig_send(&rig, "\x10\x04\x04", 3);
    CHECK(rig_end(&rig));
    rig_run(&rig, 1000);
    CHECK_BYTES(pw_buf_peek(&rig.replies), pw_bytes_of("\x7e", 1));
    pw_buf_reset(&rig.replies);
    pw_sim_printer_fault(rig.transport, PW_SIM_FINE);
    rig_run(&rig, 1000);
    pw_sim_printer_papers(rig.transport, &count);
    CHECK_INT(count, 1);
    CHECK_BYTES(pw_buf_peek(&rig.replies), pw_bytes_of("\x37\x22"
                                                       "0042\0",
                                                       7));
    close_printer(&rig);
}

TEST(unplugged_on_the_way_is_an_unknown_outcome)
{
    static struct rig rig;
    struct pw_error err;
    open_printer(&rig, "language=zpl");
    rig_send(&rig, LABEL, sizeof LABEL - 1);
    pw_sim_printer_fault(rig.transport, PW_SIM_OFFLINE);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK_INT(rig.link, PW_LINK_MISSING);
    CHECK(!rig.transport->impl->send(rig.transport, pw_bytes_str(LABEL), "label", &err));
    CHECK_INT(err.code, PW_ERR_GONE);
    pw_sim_printer_fault(rig.transport, PW_SIM_FINE);
    CHECK_INT(rig.link, PW_LINK_READY);
    rig_run(&rig, 1000);
    size_t count;
    pw_sim_printer_papers(rig.transport, &count);
    CHECK_INT(count, 0);
    close_printer(&rig);
}

TEST(only_the_last_papers_are_kept)
{
    static struct rig rig;
    open_printer(&rig, "language=zpl|keep=3|dpi=203");
    for (int i = 0; i < 5; i++) {
        rig.sents = 0;
        rig_send(&rig, LABEL, sizeof LABEL - 1);
        CHECK(rig_end(&rig));
        rig_run(&rig, 1000);
    }
    size_t count;
    const struct pw_sim_paper *papers = pw_sim_printer_papers(rig.transport, &count);
    CHECK_INT(count, 3);
    CHECK_INT(papers[0].number, 3);
    CHECK_INT(papers[2].number, 5);
    CHECK_INT(papers[0].width, 812);
    CHECK_INT(papers[0].height, 1218);
    CHECK(strstr(pw_buf_text(&rig.replies), "030,0,0,1218") != NULL);
    close_printer(&rig);
}

TEST(bytes_and_pictures_are_written_to_the_folder)
{
    static struct rig rig;
    char settings[300], path[400];
    const char *folder = pw_test_tmp();
    snprintf(settings, sizeof settings, "language=escpos|folder=%s", folder);
    open_printer(&rig, settings);
    rig_send(&rig, SLIP, sizeof SLIP - 1);
    CHECK(rig_end(&rig));
    rig_run(&rig, 1000);
    snprintf(path, sizeof path, "%s/%s-00001.escpos", folder, rig.section.name);
    size_t len;
    char *bytes = pw_test_read(path, &len);
    CHECK_BYTES(pw_bytes_of(bytes, len), pw_bytes_of(SLIP, sizeof SLIP - 1));
    free(bytes);
    snprintf(path, sizeof path, "%s/%s-00001.png", folder, rig.section.name);
    CHECK_INT(access(path, R_OK), 0);
    close_printer(&rig);
}

TEST(a_language_that_it_does_not_speak_is_a_fault_of_the_configuration)
{
    static struct rig rig;
    CHECK(!rig_try(&rig, poll_loop_create(), &pw_sim_printer_impl, "language=pdf"));
    CHECK_INT(rig.err.code, PW_ERR_CONFIG);
    close_printer(&rig);
}

struct heard {
    int scans, garbage;
    char text[100];
};

static void on_scan(void *user, struct pw_scanner *scanner, const struct pw_scan *scan)
{
    struct heard *h = user;
    (void)scanner;
    h->scans++;
    snprintf(h->text, sizeof h->text, "%.*s", (int)scan->data.len, (const char *)scan->data.data);
}

static void on_garbage(void *user, struct pw_scanner *scanner, struct pw_bytes seen, const char *why)
{
    (void)scanner, (void)seen, (void)why;
    ((struct heard *)user)->garbage++;
}

TEST(the_virtual_scanner_reads_what_it_is_told)
{
    struct heard heard = { 0 };
    struct pw_loop *loop = pw_test_loop_create();
    char type[] = "scanner", name[] = "virtual";
    struct pw_section section = { .type = type, .name = name };
    struct pw_scanner_listener listener = { .on_scan = on_scan, .on_garbage = on_garbage, .user = &heard };
    struct pw_scanner *scanner;
    struct pw_error err;
    CHECK_OK(pw_sim_scanner_impl.create(loop, NULL, &section, &listener, &scanner, &err), err);
    CHECK_OK(pw_sim_scanner_scan(scanner, pw_bytes_str("X001ABC"), &err), err);
    CHECK_INT(heard.scans, 1);
    CHECK_STR(heard.text, "X001ABC");
    static uint8_t long_one[PW_SCAN_MAX + 1];
    CHECK(pw_sim_scanner_scan(scanner, pw_bytes_of(long_one, sizeof long_one), &err));
    CHECK(pw_sim_scanner_scan(scanner, pw_bytes_of("", 0), &err));
    CHECK_INT(heard.scans, 1);
    CHECK_INT(heard.garbage, 2);
    pw_sim_scanner_impl.destroy(scanner);
    pw_test_loop_destroy(loop);
}
