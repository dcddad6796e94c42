#include "printer/stacked.h"

#include "packwright/transport.h"
#include "printer/conversation.h"
#include "printer/file.h"
#include "support/poll_loop.h"
#include "support/printer_rig.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[300], record_path[400];

/* A file as the printer, with a transport that fails in front of it. */
static void open_faulty(struct rig *rig, struct pw_loop *loop)
{
    char settings[400];
    snprintf(path, sizeof path, "%s/paper", pw_test_tmp());
    snprintf(settings, sizeof settings, "path=%s", path);
    rig_init(rig, loop, pw_transport_file.keys, settings);
    struct pw_transport_listener none = { 0 }, listener = rig_listener(rig);
    struct pw_transport *file;
    CHECK_OK(pw_transport_file.create(loop, NULL, &rig->section, &none, &file, &rig->err), rig->err);
    CHECK_OK(pw_fault_create(loop, file, &listener, &rig->transport, &rig->err), rig->err);
    CHECK(rig_link(rig, PW_LINK_READY));
}

static void check_paper(const char *want, size_t len)
{
    if (len == 0 && access(path, F_OK) != 0)
        return;
    size_t got;
    char *text = pw_test_read(path, &got);
    CHECK_BYTES(pw_bytes_of(text, got), pw_bytes_of(want, len));
    free(text);
}

/* A short slip: init, three lines, feed, cut. */
static const char slip[] = "\x1b@ORDER 123-4567890-1234567\n2 x Widget\nThank you\n\x1b"
                           "d\x03\x1dV\x01";
enum { SLIP = sizeof slip - 1 };

TEST(a_fault_at_every_byte_is_accounted_to_the_byte)
{
    struct pw_loop *loop = poll_loop_create();
    for (size_t at = 0; at <= SLIP; at++) {
        for (int fault = PW_FAULT_DISAPPEAR; fault <= PW_FAULT_ERROR; fault++) {
            struct rig rig;
            open_faulty(&rig, loop);
            pw_fault_arm(rig.transport, (enum pw_fault)fault, at);
            rig_send(&rig, slip, SLIP);
            CHECK(rig_end(&rig));
            CHECK_INT(rig.sent.outcome, at == SLIP ? PW_SENT_ALL : at == 0 ? PW_SENT_NOTHING : PW_SENT_SOME);
            CHECK_INT(rig.sent.accepted, at);
            CHECK_INT(rig.sent.total, SLIP);
            CHECK_INT(rig.sent.error.code, at == SLIP ? PW_OK : at == 0 ? PW_ERR_GONE : PW_ERR_UNKNOWN_OUTCOME);
            CHECK_INT(rig.link, at < SLIP && fault == PW_FAULT_DISAPPEAR ? PW_LINK_MISSING : PW_LINK_READY);
            check_paper(slip, at);
            rig_close(&rig);
        }
    }
    poll_loop_destroy(loop);
}

TEST(a_stall_at_every_byte_goes_on_where_it_stopped)
{
    struct pw_loop *loop = poll_loop_create();
    for (size_t at = 0; at < SLIP; at++) {
        struct rig rig;
        open_faulty(&rig, loop);
        pw_fault_arm(rig.transport, PW_FAULT_STALL, at);
        rig_send(&rig, slip, SLIP);
        rig_run(&rig, 60000000);
        CHECK_INT(rig.sents, 0);
        CHECK_STR(rig.words, "the printer takes no data");
        check_paper(slip, at);
        pw_fault_release(rig.transport);
        CHECK(rig_end(&rig));
        CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
        CHECK_STR(rig.words, "");
        check_paper(slip, SLIP);
        rig_close(&rig);
    }
    poll_loop_destroy(loop);
}

TEST(a_missing_printer_refuses_until_it_is_back)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    open_faulty(&rig, loop);
    pw_fault_arm(rig.transport, PW_FAULT_DISAPPEAR, 5);
    rig_send(&rig, slip, SLIP);
    CHECK(rig_end(&rig));
    CHECK(!rig.transport->impl->send(rig.transport, pw_bytes_str("x"), "t", &rig.err));
    CHECK_INT(rig.err.code, PW_ERR_GONE);
    pw_fault_release(rig.transport);
    CHECK_INT(rig.link, PW_LINK_READY);
    rig_send(&rig, "x", 1);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(a_stalled_document_can_be_cancelled_and_destroyed)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    open_faulty(&rig, loop);
    pw_fault_arm(rig.transport, PW_FAULT_STALL, 5);
    rig_send(&rig, slip, SLIP);
    rig_run(&rig, 1000000);
    rig.transport->impl->cancel(rig.transport);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK_INT(rig.sent.accepted, 5);
    pw_fault_arm(rig.transport, PW_FAULT_STALL, 5);
    rig_send(&rig, slip, SLIP);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

static const char typed[] = "# model: none, typed by hand\n"
                            "0 link connecting\n"
                            "200 link ready\n"
                            "1000 > 1b401f\n"
                            "1000 >> 0a\n"
                            "1040 < 16\n"
                            "1045 << 00\n"
                            "1500 status paper is low\n"
                            "3000 sent all 4 of 4\n"
                            "9000 > 41\n"
                            "9005 sent some 0 of 1\n"
                            "9006 link missing unplugged\n";

TEST(a_recording_plays_as_a_printer_with_its_times)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    rig_init(&rig, loop, NULL, "");
    struct pw_transport_listener listener = rig_listener(&rig);
    CHECK_OK(pw_replay_create(loop, pw_bytes_str(typed), &listener, &rig.transport, &rig.err), rig.err);
    CHECK(rig_link(&rig, PW_LINK_READY));
    rig_run(&rig, 77777);
    rig_send(&rig, "\x1b@\x1f\n", 4);
    int64_t start = pw_loop_now(loop);
    rig_run(&rig, 39000);
    CHECK_INT(rig.replies.len, 0);
    rig_run(&rig, 2000);
    CHECK_BYTES(pw_buf_peek(&rig.replies), pw_bytes_of("\x16\x00", 2));
    CHECK(rig_end(&rig));
    CHECK_INT(pw_loop_now(loop) - start, 2000000);
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_STR(rig.words, "paper is low");
    rig_send(&rig, "A", 1);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK(rig_link(&rig, PW_LINK_MISSING));
    CHECK_STR(rig.why, "unplugged");
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(another_document_than_the_recorded_one_is_named_by_its_byte)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    rig_init(&rig, loop, NULL, "");
    struct pw_transport_listener listener = rig_listener(&rig);
    CHECK_OK(pw_replay_create(loop, pw_bytes_str(typed), &listener, &rig.transport, &rig.err), rig.err);
    CHECK(rig_link(&rig, PW_LINK_READY));
    rig_send(&rig, "\x1b@X\n", 4);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK(strstr(rig.sent.error.text, "from byte 2 on") != NULL);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(what_is_recorded_plays_the_same)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig, again;
    open_faulty(&rig, loop);
    struct pw_transport_listener listener = rig_listener(&rig);
    struct pw_transport *faulty = rig.transport;
    snprintf(record_path, sizeof record_path, "%s.recording", path);
    CHECK_OK(pw_record_create(loop, NULL, faulty, record_path, &listener, &rig.transport, &rig.err), rig.err);
    char big[500];
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (char)(i * 3);
    rig_send(&rig, big, sizeof big);
    CHECK(rig_end(&rig));
    pw_fault_arm(faulty, PW_FAULT_DISAPPEAR, 7);
    rig_send(&rig, slip, SLIP);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.accepted, 7);
    CHECK_INT(rig.link, PW_LINK_MISSING);
    size_t len;
    char *text = pw_test_read(record_path, &len);
    rig_close(&rig);

    rig_init(&again, loop, NULL, "");
    listener = rig_listener(&again);
    CHECK_OK(pw_replay_create(loop, pw_bytes_of(text, len), &listener, &again.transport, &again.err), again.err);
    CHECK(rig_link(&again, PW_LINK_READY));
    rig_send(&again, big, sizeof big);
    CHECK(rig_end(&again));
    CHECK_INT(again.sent.outcome, PW_SENT_ALL);
    rig_send(&again, slip, SLIP);
    CHECK(rig_end(&again));
    CHECK_INT(again.sent.outcome, PW_SENT_SOME);
    CHECK_INT(again.sent.accepted, 7);
    CHECK(rig_link(&again, PW_LINK_MISSING));
    free(text);
    rig_close(&again);
    poll_loop_destroy(loop);
}

TEST(a_recording_that_makes_no_sense_is_refused_with_its_line)
{
    static const char *const wrong[] = { "x > 00",         "0 > 0",
                                         "0 > 0g",         "0 ? 00",
                                         "0 link up",      "0 sent all",
                                         "0 >> 00",        "0 < 00\n0 >> 00",
                                         "5 < 00\n4 < 00", "0 sent some 5 of 4",
                                         "0 > 00 00",      "99999999999 < 00",
                                         "0 > AB",         "-1 < 00" };
    for (size_t i = 0; i < PW_COUNT(wrong); i++) {
        struct pw_conversation c;
        struct pw_error err;
        if (pw_conversation_parse(pw_bytes_str(wrong[i]), &c, &err))
            pw_test_fail(__FILE__, __LINE__, "\"%s\" was taken", wrong[i]);
        CHECK_INT(err.code, PW_ERR_BAD_INPUT);
        CHECK(strncmp(err.text, strchr(wrong[i], '\n') != NULL ? "line 2 " : "line 1 ", 7) == 0);
    }
}
