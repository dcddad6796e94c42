#include "printer/conversation.h"

#include "packwright/utf8.h"

#include <inttypes.h>
#include <stdlib.h>

enum { BYTES_A_LINE = 48, LAST_MS = 7 * 24 * 3600 * 1000 };

static const char *const outcomes[] = { [PW_SENT_ALL] = "all", [PW_SENT_NOTHING] = "nothing", [PW_SENT_SOME] = "some" };

static void put_words(struct pw_buf *out, struct pw_bytes words)
{
    if (words.len > 0) {
        pw_buf_putc(out, ' ');
        pw_utf8_visible(words, out);
    }
}

void pw_conversation_put(struct pw_buf *out, const struct pw_turn *turn)
{
    pw_buf_printf(out, "%" PRId64 " ", turn->at_ms);
    switch (turn->kind) {
    case PW_TURN_DOCUMENT:
    case PW_TURN_REPLY:
        pw_buf_puts(out, turn->kind == PW_TURN_REPLY ? "< " : "> ");
        for (size_t i = 0; i < turn->bytes.len; i++) {
            if (i > 0 && i % BYTES_A_LINE == 0)
                pw_buf_printf(out, "\n%" PRId64 " %s ", turn->at_ms, turn->kind == PW_TURN_REPLY ? "<<" : ">>");
            pw_buf_printf(out, "%02x", turn->bytes.data[i]);
        }
        break;
    case PW_TURN_LINK:
        pw_buf_printf(out, "link %s", pw_link_name(turn->link));
        put_words(out, turn->bytes);
        break;
    case PW_TURN_STATUS:
        pw_buf_puts(out, "status");
        put_words(out, turn->bytes);
        break;
    case PW_TURN_SENT:
        pw_buf_printf(out, "sent %s %zu of %zu", outcomes[turn->outcome], turn->accepted, turn->total);
        break;
    }
    pw_buf_putc(out, '\n');
}

/* A cursor in one line. */
struct line {
    struct pw_bytes in;
    size_t pos;
};

static struct pw_bytes next_word(struct line *line)
{
    while (line->pos < line->in.len && line->in.data[line->pos] == ' ')
        line->pos++;
    size_t from = line->pos;
    while (line->pos < line->in.len && line->in.data[line->pos] != ' ')
        line->pos++;
    return pw_bytes_of(line->in.data + from, line->pos - from);
}

static bool is(struct pw_bytes word, const char *text)
{
    return pw_bytes_equal(word, pw_bytes_str(text));
}

static bool next_number(struct line *line, int64_t max, int64_t *ret_number)
{
    struct pw_bytes word = next_word(line);
    int64_t n = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.data[i] < '0' || word.data[i] > '9' || n > max)
            return false;
        n = n * 10 + (word.data[i] - '0');
    }
    *ret_number = n;
    return word.len > 0 && n <= max;
}

static int hex(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_hex(struct line *line, struct pw_buf *store)
{
    struct pw_bytes word = next_word(line);
    if (word.len % 2 != 0)
        return false;
    for (size_t i = 0; i < word.len; i += 2) {
        int high = hex(word.data[i]), low = hex(word.data[i + 1]);
        if (high < 0 || low < 0)
            return false;
        pw_buf_putc(store, (uint8_t)(high << 4 | low));
    }
    return true;
}

static void take_words(struct line *line, struct pw_buf *store, struct pw_turn *turn)
{
    line->pos += line->pos < line->in.len;
    turn->bytes.len = line->in.len - line->pos;
    pw_buf_put(store, line->in.data + line->pos, turn->bytes.len);
    pw_buf_putc(store, '\0');
    line->pos = line->in.len;
}

/* One line into turn; turn->bytes.len counts what it added to store. *ret_more: it continues the turn before. */
static bool parse_line(struct line *line, struct pw_buf *store, struct pw_turn *turn, bool *ret_more)
{
    *ret_more = false;
    if (!next_number(line, LAST_MS, &turn->at_ms))
        return false;
    struct pw_bytes word = next_word(line);
    if (is(word, ">") || is(word, "<") || is(word, ">>") || is(word, "<<")) {
        turn->kind = word.data[0] == '>' ? PW_TURN_DOCUMENT : PW_TURN_REPLY;
        *ret_more = word.len == 2;
        size_t before = store->len;
        bool ok = take_hex(line, store);
        turn->bytes.len = store->len - before;
        return ok;
    }
    if (is(word, "link")) {
        turn->kind = PW_TURN_LINK;
        word = next_word(line);
        for (int link = PW_LINK_MISSING; link <= PW_LINK_FAILED; link++)
            if (is(word, pw_link_name((enum pw_link)link))) {
                turn->link = (enum pw_link)link;
                take_words(line, store, turn);
                return true;
            }
        return false;
    }
    if (is(word, "status")) {
        turn->kind = PW_TURN_STATUS;
        take_words(line, store, turn);
        return true;
    }
    if (!is(word, "sent"))
        return false;
    turn->kind = PW_TURN_SENT;
    word = next_word(line);
    int64_t accepted, total;
    for (size_t i = 0; i < PW_COUNT(outcomes); i++)
        if (is(word, outcomes[i])) {
            turn->outcome = (enum pw_sent_outcome)i;
            if (!next_number(line, PW_CONVERSATION_MAX, &accepted) || !is(next_word(line), "of") ||
                !next_number(line, PW_CONVERSATION_MAX, &total) || accepted > total)
                return false;
            turn->accepted = (size_t)accepted;
            turn->total = (size_t)total;
            return true;
        }
    return false;
}

/* Turns point into store only once it has stopped growing: until then bytes.data counts from its start. */
static bool add_line(struct pw_conversation *c, struct line *line, size_t *cap, bool *ret_memory)
{
    size_t from = c->store.len;
    struct pw_turn turn = { 0 };
    bool more;
    if (!parse_line(line, &c->store, &turn, &more) || next_word(line).len > 0)
        return false;
    struct pw_turn *last = c->count > 0 ? &c->turns[c->count - 1] : NULL;
    if (last != NULL && turn.at_ms < last->at_ms)
        return false; /* time goes on */
    if (more) {
        if (last == NULL || last->kind != turn.kind)
            return false;
        last->bytes.len += turn.bytes.len;
        return true;
    }
    if (c->count == *cap) {
        *cap = *cap == 0 ? 64 : *cap * 2;
        struct pw_turn *grown = reallocarray(c->turns, *cap, sizeof *grown);
        *ret_memory = grown == NULL;
        if (grown == NULL)
            return false;
        c->turns = grown;
    }
    turn.total = turn.kind == PW_TURN_SENT ? turn.total : from; /* kept here until the store stands still */
    c->turns[c->count++] = turn; /* NOLINT(clang-analyzer-core.NullDereference) with no room yet it was made above */
    return true;
}

bool pw_conversation_parse(struct pw_bytes text, struct pw_conversation *ret_conversation, struct pw_error *err)
{
    struct pw_conversation c = { 0 };
    size_t cap = 0, at = 0;
    bool memory = false;
    if (text.len > PW_CONVERSATION_MAX)
        return pw_fail(err, PW_ERR_TOO_BIG, 0, "a recording of %zu bytes; %u is the most", text.len, PW_CONVERSATION_MAX);
    pw_buf_init(&c.store, 2 * (size_t)PW_CONVERSATION_MAX);
    for (int number = 1; at < text.len; number++) {
        const uint8_t *end = memchr(text.data + at, '\n', text.len - at);
        struct line line = { .in = { text.data + at, end == NULL ? text.len - at : (size_t)(end - (text.data + at)) } };
        at += line.in.len + 1;
        if (line.in.len > 0 && line.in.data[0] != '#' && !add_line(&c, &line, &cap, &memory)) {
            if (memory)
                pw_fail(err, PW_ERR_MEMORY, 0, "no memory for a recording");
            else
                pw_fail(err, PW_ERR_BAD_INPUT, 0, "line %d of the recording makes no sense near column %zu", number,
                        line.pos + 1);
            pw_conversation_finish(&c);
            return false;
        }
    }
    if (!pw_buf_ok(&c.store, err)) {
        pw_conversation_finish(&c);
        return false;
    }
    for (size_t i = 0; i < c.count; i++)
        if (c.turns[i].kind != PW_TURN_SENT) {
            c.turns[i].bytes.data = c.store.data == NULL ? NULL : c.store.data + c.turns[i].total;
            c.turns[i].total = 0;
        }
    *ret_conversation = c;
    return true;
}

void pw_conversation_finish(struct pw_conversation *conversation)
{
    free(conversation->turns);
    pw_buf_finish(&conversation->store);
    *conversation = (struct pw_conversation){ 0 };
}
