/* What ESC/POS printers send, after Epson's command reference: whole, byte by byte, after garbage, cut off anywhere. */
#include "language/escpos.h"
#include "test.h"

#include <stdlib.h>

/* Feeds bytes in pieces of at most "piece" and keeps the answers that matter. */
struct heard {
    unsigned conditions[16];
    uint32_t tickets[16];
    size_t condition_count, ticket_count, bad;
};

static void hear(const char *bytes, size_t len, size_t piece, struct heard *ret)
{
    struct pw_buf held;
    pw_buf_init(&held, 4096);
    *ret = (struct heard){ 0 };
    for (size_t at = 0; at < len;) {
        size_t n = len - at < piece ? len - at : piece;
        pw_buf_put(&held, bytes + at, n);
        at += n;
        for (;;) {
            struct pw_status status = { .kind = PW_STATUS_OTHER };
            size_t used = 0;
            uint8_t *exact = pw_test_copy(held.data, held.len);
            enum pw_parse how = pw_language_escpos.status_parse(pw_bytes_of(exact, held.len), &used, &status);
            free(exact);
            CHECK(used <= held.len);
            if (how == PW_PARSE_MORE)
                break;
            CHECK(used > 0);
            pw_buf_drop(&held, used);
            ret->bad += how == PW_PARSE_BAD;
            if (how == PW_PARSE_DONE && status.kind == PW_STATUS_CONDITION)
                ret->conditions[ret->condition_count++ & 15] = status.conditions;
            if (how == PW_PARSE_DONE && status.kind == PW_STATUS_PROOF)
                ret->tickets[ret->ticket_count++ & 15] = status.ticket;
        }
    }
    pw_buf_finish(&held);
}

TEST(the_bytes_a_printer_may_send_are_told_apart_at_any_split)
{
    /* XON, GS I answer, DLE EOT 2 with the cover open, ASB all well, ASB paper out, process id "  !\"", XOFF, GS r paper */
    static const char talk[] = "\x11_TM-T88V\0\x16\x14\x00\x00\x0f\x18\x00\x0c\x0f"
                               "7\"  !\"\0\x13\x00";
    for (size_t piece = 1; piece <= sizeof talk; piece++) {
        struct heard h;
        hear(talk, sizeof talk - 1, piece, &h);
        CHECK_INT(h.bad, 0);
        CHECK_INT(h.condition_count, 3);
        CHECK_INT(h.conditions[0], PW_COND_COVER_OPEN | PW_COND_OFFLINE);
        CHECK_INT(h.conditions[1], 0);
        CHECK_INT(h.conditions[2], PW_COND_OFFLINE | PW_COND_PAPER_OUT);
        CHECK_INT(h.ticket_count, 1);
        CHECK_INT(h.tickets[0], 95 + 2);
    }
}

static const struct {
    const char *bytes;
    size_t len;
    unsigned conditions;
} answers[] = {
    /* ASB: Epson's reference, "GS a"; reference hardware E5 */
    { "\x10\x00\x00\x0f", 4, 0 },
    { "\x14\x00\x00\x00", 4, 0 }, /* drawer line high is no fault */
    { "\x18\x00\x00\x00", 4, PW_COND_OFFLINE },
    { "\x38\x00\x00\x00", 4, PW_COND_OFFLINE | PW_COND_COVER_OPEN },
    { "\x10\x00\x03\x00", 4, PW_COND_PAPER_LOW },
    { "\x18\x00\x0f\x00", 4, PW_COND_OFFLINE | PW_COND_PAPER_LOW | PW_COND_PAPER_OUT },
    { "\x18\x08\x00\x00", 4, PW_COND_OFFLINE | PW_COND_CUTTER },
    { "\x18\x20\x00\x00", 4, PW_COND_OFFLINE | PW_COND_ERROR },
    { "\x18\x40\x00\x00", 4, PW_COND_OFFLINE | PW_COND_HOT },
    /* DLE EOT 2 */
    { "\x12", 1, 0 },
    { "\x16", 1, PW_COND_OFFLINE | PW_COND_COVER_OPEN },
    { "\x32", 1, PW_COND_OFFLINE | PW_COND_PAPER_OUT },
    { "\x52", 1, PW_COND_OFFLINE | PW_COND_ERROR },
};

TEST(each_fault_has_its_condition)
{
    for (size_t i = 0; i < PW_COUNT(answers); i++) {
        struct heard h;
        hear(answers[i].bytes, answers[i].len, 1, &h);
        CHECK_INT(h.condition_count, 1);
        CHECK_INT(h.conditions[0], answers[i].conditions);
    }
}

/* Typed from Star's "STAR Line Mode Command Specifications", 5.2.3: 9 bytes (header 23H), version 3 (06H), and 7 bytes (0FH). */
TEST(stars_automatic_status_is_told_apart_at_any_split)
{
    static const char talk[] = "\x23\x06\0\0\0\0\0\0\0"               /* all is well */
                               "\x23\x06\x28\0\0\x0c\0\0\0"           /* cover open, offline, no paper */
                               "\x0f\x02\x08\x48\0\x02\0"             /* hot, cutter, paper near its end */
                               "\x23\x86\x08\x20\x04\0\0\0\0"         /* an error that stays, a jam */
                               "\x2f\x6e\0\0\x02\0\0\0\0\0\0\0\0\0\0" /* 15 bytes: the head is up */
                               "\x14\0\0\x0f\x16";                    /* and what Epson's send */
    static const unsigned want[] = { 0,
                                     PW_COND_COVER_OPEN | PW_COND_OFFLINE | PW_COND_PAPER_OUT | PW_COND_PAPER_LOW,
                                     PW_COND_OFFLINE | PW_COND_HOT | PW_COND_CUTTER | PW_COND_PAPER_LOW,
                                     PW_COND_OFFLINE | PW_COND_ERROR,
                                     PW_COND_COVER_OPEN,
                                     0,
                                     PW_COND_COVER_OPEN | PW_COND_OFFLINE };
    for (size_t piece = 1; piece <= sizeof talk; piece++) {
        struct heard h;
        hear(talk, sizeof talk - 1, piece, &h);
        CHECK_INT(h.bad, 0);
        CHECK_INT(h.condition_count, PW_COUNT(want));
        for (size_t i = 0; i < PW_COUNT(want); i++)
            CHECK_INT(h.conditions[i], want[i]);
    }
}

TEST(an_answer_to_gs_r_and_a_status_that_is_cut_off_are_not_taken_for_stars)
{
    struct heard h;
    hear("\x0f\x16\x23\x14\0\x0c\0", 7, 1, &h); /* GS r, a cover, a header without its bytes, no paper */
    CHECK_INT(h.condition_count, 2);
    CHECK_INT(h.conditions[0], PW_COND_COVER_OPEN | PW_COND_OFFLINE);
    CHECK_INT(h.conditions[1], PW_COND_PAPER_OUT);
    hear("\x23\x06\x28\0\0\x11\x14\0\0\0", 10, 1, &h); /* XON in the middle */
    CHECK_INT(h.condition_count, 1);
    CHECK_INT(h.conditions[0], 0);
}

TEST(a_ticket_comes_back_as_it_was_sent)
{
    static const uint32_t tickets[] = { 0, 1, 94, 95, 9024, 999999, 81450624 };
    for (size_t i = 0; i < PW_COUNT(tickets); i++) {
        struct pw_buf out;
        struct heard h;
        char reply[7] = "7\"";
        pw_buf_init(&out, 64);
        pw_language_escpos.ask_proof(tickets[i], &out);
        CHECK_INT(out.len, 11);
        CHECK_BYTES(pw_bytes_of(out.data, 7), pw_bytes_of("\x1d(H\6\0\x30\x30", 7));
        for (size_t k = 7; k < 11; k++)
            CHECK(out.data[k] >= 0x20 && out.data[k] <= 0x7E);
        memcpy(reply + 2, out.data + 7, 4);
        reply[6] = 0;
        hear(reply, 7, 2, &h);
        CHECK_INT(h.ticket_count, 1);
        CHECK_INT(h.tickets[0], tickets[i]);
        pw_buf_finish(&out);
    }
}

TEST(garbage_before_an_answer_costs_nothing_but_itself)
{
    static const char *const garbage[] = { "\xff",     "\x80\x9f\xfe", "7",     "7\"", "7\"ab",
                                           "\x10\xff", "\x10\x00\x80", "_\x01", "\x90" };
    for (size_t i = 0; i < PW_COUNT(garbage); i++) {
        char talk[64];
        struct heard h;
        size_t n = strlen(garbage[i]);
        if (i == 6)
            n = 3;
        memcpy(talk, garbage[i], n);
        memcpy(talk + n,
               "\xff\x37\x22"
               "abcd\0\x32",
               9);
        hear(talk, n + 9, 1, &h);
        CHECK_INT(h.ticket_count, 1);
        CHECK(h.condition_count >= 1);
        CHECK_INT(h.conditions[h.condition_count - 1], PW_COND_OFFLINE | PW_COND_PAPER_OUT);
    }
}

TEST(an_information_block_without_end_is_dropped)
{
    char talk[200];
    struct heard h;
    memset(talk, '_', sizeof talk);
    talk[199] = 0x12;
    hear(talk, sizeof talk, 7, &h);
    CHECK(h.bad > 0);
}

TEST(the_question_is_the_one_that_offline_printers_answer)
{
    struct pw_buf out;
    pw_buf_init(&out, 64);
    pw_language_escpos.ask_status(&out);
    CHECK_BYTES(pw_buf_peek(&out), pw_bytes_of("\x10\x04\x02\x1d"
                                               "a\x0e",
                                               6));
    pw_buf_finish(&out);
}
