#include "station/say_notes.h"

#include "packwright/utf8.h"

#include <stdio.h>
#include <string.h>

#define TITLE(...) snprintf(say->title, sizeof say->title, __VA_ARGS__)
#define DETAIL(...) snprintf(say->detail, sizeof say->detail, __VA_ARGS__)

static const char *called(const struct pw_line_fact *line)
{
    if (line->kit.component[0] != '\0')
        return line->kit.component_name[0] != '\0' ? line->kit.component_name : line->kit.component;
    return line->name[0] != '\0' ? line->name : line->sku;
}

/* As many of the texts as fit; must: those that are to be read, else the others. */
static void put_texts(const struct pw_facts *f, const struct pw_note_fact *notes, size_t count, bool must, char *out, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        const struct pw_note_fact *n = &notes[i];
        bool wanted = f->rules->acknowledge[n->kind] && !n->read;
        size_t len = strlen(out);
        const char *words = n->text[0] != '\0' ? n->text : pw_note_words(n->kind);
        if (wanted != must || len + 8 > size || (!must && n->kind == PW_NOTE_ORDER && n->read))
            continue;
        snprintf(out + len, size - len, "%s%s%s%s", len == 0 ? "" : " ",
                 n->kind == PW_NOTE_FRAGILE || n->kind == PW_NOTE_HAZMAT ? pw_note_title(n->kind) : "",
                 n->kind == PW_NOTE_FRAGILE || n->kind == PW_NOTE_HAZMAT ? ": " : "", words);
        if (strlen(words) + len + 4 > size) {
            pw_utf8_mend(out);
            len = strlen(out);
            while (len > 0 && len + 4 > size)
                out[--len] = '\0';
            pw_utf8_mend(out);
            snprintf(out + strlen(out), size - strlen(out), "…");
            return;
        }
        len = strlen(out);
        if (len > 0 && len + 2 < size && strchr(".!?", out[len - 1]) == NULL)
            snprintf(out + len, size - len, ".");
    }
}

/* The line whose unit is in the hand, or NULL. */
static const struct pw_line_fact *in_hand(const struct pw_decision *d)
{
    return d->next.pending == PW_PENDING_READ && d->next.unit.line != 0 && d->item.id == d->next.unit.line ? &d->item : NULL;
}

static void say_unread(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    static const char then[] = " Then scan “I have read it”.";
    char texts[sizeof say->detail - sizeof then + 1] = "";
    const struct pw_line_fact *line = in_hand(d);
    bool of_order = false;
    for (size_t i = 0; i < f->note_count; i++)
        of_order = of_order || (f->rules->acknowledge[f->notes[i].kind] && !f->notes[i].read);
    say->tone = "note";
    if (of_order)
        TITLE("Read the note of this order");
    else if (line != NULL)
        TITLE("Read the note: %.60s", called(line));
    else
        TITLE("Read the note");
    put_texts(f, f->notes, f->note_count, true, texts, sizeof texts);
    if (line != NULL)
        put_texts(f, line->notes, line->note_count, true, texts, sizeof texts);
    DETAIL("%s%s", texts, then);
}

/* Behind what is said already. */
static void add_rest(const struct pw_facts *f, const struct pw_note_fact *notes, size_t count, struct pw_say *say)
{
    char texts[sizeof say->detail] = "";
    put_texts(f, notes, count, false, texts, sizeof texts);
    size_t len = strlen(say->detail);
    if (texts[0] != '\0')
        snprintf(say->detail + len, sizeof say->detail - len, "%s%s", len == 0 ? "" : " ", texts);
}

void pw_say_notes_refusal(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    char texts[160] = "";
    if (d->refusal == PW_REFUSAL_NOTHING_TO_READ) {
        TITLE("No note is to be read");
        DETAIL("Every note of this order was read, or asks for nothing.");
        return;
    }
    put_texts(f, f->notes, f->note_count, true, texts, sizeof texts);
    TITLE("Read the note first");
    DETAIL("%s%sScan “I have read it”. Nothing was counted.", texts, texts[0] == '\0' ? "" : " ");
}

void pw_say_notes(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    if (d->outcome == PW_OUTCOME_NOTE) {
        say_unread(d, f, say);
        return;
    }
    TITLE("Scan the items");
    if (d->item.id != 0 && d->doubt != PW_REFUSAL_NONE)
        DETAIL("%.100s was not counted: scan it again.", called(&d->item));
}

void pw_say_notes_opened(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    char before[sizeof say->detail];
    memcpy(before, say->detail, sizeof before);
    if (d->next.pending != PW_PENDING_READ) {
        add_rest(f, f->notes, f->note_count, say);
        return;
    }
    say_unread(d, f, say);
    size_t len = strlen(say->detail);
    if (before[0] != '\0' && len + 2 < sizeof say->detail)
        snprintf(say->detail + len, sizeof say->detail - len, " %s", before);
}

void pw_say_notes_counted(const struct pw_decision *d, const struct pw_facts *f, struct pw_say *say)
{
    for (size_t i = 0; i < d->item.note_count; i++)
        if (!f->rules->acknowledge[d->item.notes[i].kind])
            add_rest(f, &d->item.notes[i], 1, say);
}

/* "the order's instructions", "the instruction of a mug" */
static void put_read(const struct pw_effect *e, const struct pw_decision *d, char *out, size_t size)
{
    static const char *const what[PW_NOTES] = { [PW_NOTE_ORDER] = "the order's instructions",
                                                [PW_NOTE_GIFT] = "that it is a gift",
                                                [PW_NOTE_ARTICLE] = "the instruction",
                                                [PW_NOTE_FRAGILE] = "that it is fragile",
                                                [PW_NOTE_HAZMAT] = "that it is dangerous" };
    for (int n = 0; n < PW_NOTES; n++) {
        size_t len = strlen(out);
        if ((e->number >> n & 1) != 0 && len < size)
            snprintf(out + len, size - len, "%s%s", len == 0 ? "Read " : " and ", what[n]);
    }
    size_t len = strlen(out);
    if (e->line != 0 && len < size)
        snprintf(out + len, size - len, " of %.64s", d->item.kit.component[0] != '\0' ? d->item.kit.component : d->item.sku);
}

void pw_say_notes_sentence(const struct pw_decision *d, char *out, size_t size)
{
    if (d->outcome == PW_OUTCOME_NOTE)
        snprintf(out, size, "Shown: a note that is to be read%s%.64s", d->item.id == 0 ? "" : " before it counts: ", d->item.sku);
    else if (d->item.id != 0 && d->doubt != PW_REFUSAL_NONE)
        snprintf(out, size, "%.64s was not counted", d->item.sku);
    else
        out[0] = '\0';
}

void pw_say_notes_read(const struct pw_decision *d, char *out, size_t size)
{
    char read[300] = "", rest[400];
    for (size_t i = 0; i < d->effect_count; i++)
        if (d->effects[i].kind == PW_EFFECT_ACKNOWLEDGE)
            put_read(&d->effects[i], d, read, sizeof read);
    if (read[0] == '\0') {
        if (out[0] == '\0' && d->outcome == PW_OUTCOME_ACKNOWLEDGED)
            snprintf(out, size, "Nothing was to be read any more");
        return;
    }
    snprintf(rest, sizeof rest, "%s", out);
    if (strncmp(rest, "Put ", 4) == 0)
        rest[0] = 'p';
    snprintf(out, size, "%s%s%s", read, rest[0] == '\0' ? "" : "; ", rest);
}
