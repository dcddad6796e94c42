/*
 * What happened to an order, in sentences, for somebody who doesn't know the words of the journal. Made from the document that
 * --json prints. What was wiped (retention) is told without the scan and the sentence that went with it.
 */
#include "cli/story.h"

#include "cli/cli.h"
#include "cli/when.h"
#include "packwright/clock.h"
#include "packwright/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct telling {
    char day[40];            /* of the sentence before */
    int64_t units;           /* of counted, not told yet */
    const json_t *counted;   /* the first of them */
    bool opened;             /* once before */
    bool returning;          /* its return is open */
    const json_t *documents; /* of the order */
    size_t document_count;
    int64_t told[256]; /* the jobs of those that were told */
    size_t told_count;
};

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text == NULL ? "" : text;
}

static bool is(const json_t *o, const char *key, const char *word)
{
    return strcmp(text_of(o, key), word) == 0;
}

static int64_t time_of(const json_t *o, const char *key)
{
    int64_t us;
    return pw_time_parse(text_of(o, key), &us) ? us : 0;
}

static void sentence(struct telling *t, int64_t us, const char *fmt, ...) PW_PRINTF(3, 4);
static void sentence(struct telling *t, int64_t us, const char *fmt, ...)
{
    char text[1600], when[40];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pw_utf8_mend(text);
    pw_cli_local(us, PW_CLI_SECOND, when);
    when[16] = '\0'; /* without the seconds */
    if (strncmp(when, t->day, 10) != 0) {
        snprintf(t->day, sizeof t->day, "%.10s", when);
        printf("  %s\n", t->day);
    }
    printf("    %s  ", when + 11);
    pw_cli_print(text);
    putchar('\n');
}

/* "Ana at bench-1", "A packer at bench-1", "root at the command line" */
static const char *actor(const json_t *e, char out[160])
{
    static const char line[] = "command line, ";
    const char *who = text_of(e, "who"), *bench = text_of(e, "bench"), *device = text_of(e, "device");
    if (is(e, "kind", "office")) {
        bool typed = strncmp(device, line, sizeof line - 1) == 0;
        snprintf(out, 160, "%.100s%s",
                 typed          ? device + sizeof line - 1
                 : *who != '\0' ? who
                                : "Somebody",
                 typed ? " at the command line" : "");
        return out;
    }
    snprintf(out, 160, "%s%s%s", *who == '\0' ? "A packer" : who, *bench == '\0' ? "" : " at ", bench);
    return out;
}

static const char *item(const json_t *e)
{
    const char *name = text_of(e, "name"), *sku = text_of(e, "sku");
    return *name != '\0' ? name : *sku != '\0' ? sku : "an item";
}

const char *pw_cli_captured(const json_t *unit, char *out, size_t size)
{
    static const char *const parts[][2] = {
        { "serial", "serial number" }, { "lot", "lot" }, { "expiry", "good until" }, { "transparency_code", "Transparency code" }
    };
    *out = '\0';
    for (size_t i = 0; i < PW_COUNT(parts); i++) {
        size_t len = strlen(out);
        if (*text_of(unit, parts[i][0]) != '\0' && len + 1 < size)
            snprintf(out + len, size - len, "%s%s %s", len == 0 ? "" : ", ", parts[i][1], text_of(unit, parts[i][0]));
    }
    return out;
}

/* Units of one article, one after the other, are one sentence. */
static void flush_counted(struct telling *t)
{
    char who[160];
    if (t->counted == NULL)
        return;
    sentence(t, time_of(t->counted, "time"), "%s put %" PRId64 " x %s into the box.", actor(t->counted, who), t->units,
             item(t->counted));
    t->counted = NULL;
    t->units = 0;
}

/* What stands for a scan is told by itself. */
static bool is_override(const json_t *e)
{
    const char *what = text_of(e, "what");
    return strncmp(what, "Put ", 4) == 0 &&
           (strstr(what, " (without its barcode: ") != NULL || strstr(what, " instead: ") != NULL);
}

static void count(struct telling *t, const json_t *e)
{
    char captured[700], who[160];
    if (*pw_cli_captured(e, captured, sizeof captured) != '\0') { /* each has its own */
        flush_counted(t);
        sentence(t, time_of(e, "time"), "%s put %" PRId64 " x %s into the box: %s.", actor(e, who),
                 (int64_t)json_integer_value(json_object_get(e, "units")), item(e), captured);
        return;
    }
    if (t->counted != NULL && (strcmp(text_of(t->counted, "sku"), text_of(e, "sku")) != 0 ||
                               strcmp(text_of(t->counted, "name"), text_of(e, "name")) != 0 ||
                               strcmp(text_of(t->counted, "who"), text_of(e, "who")) != 0))
        flush_counted(t);
    if (t->counted == NULL)
        t->counted = e;
    int64_t units = json_integer_value(json_object_get(e, "units"));
    t->units += units > 0 ? units : 1;
}

/* "Refused "x": why" is told as what was scanned and why. */
static void refuse(struct telling *t, const json_t *e)
{
    const char *what = text_of(e, "what");
    char who[160], reason[64];
    int64_t us = time_of(e, "time");
    if (strncmp(what, "Refused ", 8) == 0) {
        const char *why = strstr(what, "\": ");
        sentence(t, us, "%s scanned %.*s, which was refused: %s.", actor(e, who), why == NULL ? 300 : (int)(why + 1 - what - 8),
                 what + 8, why == NULL ? text_of(e, "reason") : why + 3);
        return;
    }
    snprintf(reason, sizeof reason, "%s", text_of(e, "reason"));
    for (char *c = reason; *c != '\0'; c++)
        *c = *c == '-' ? ' ' : *c;
    sentence(t, us, "%s scanned something that was refused: %s.", actor(e, who), reason);
}

/* What was read with the scan that counted a unit is told by itself too. */
static bool is_read(const json_t *e)
{
    return strncmp(text_of(e, "what"), "Read ", 5) == 0;
}

/* The outcomes that have a sentence of their own; %s is who. */
static const struct {
    const char *outcome, *text;
} plain[] = {
    { "undone", "took the last unit out of the box again" },
    { "put-aside", "put the order aside" },
    { "emptied", "emptied the box" },
    { "acknowledged", "said that the notes were read" },
    { "released", "released the order from its hold" },
    { "shipped", "scanned the parcel out; the marketplace is to be told" },
    { "proved", "scanned the paper, which shows that it printed" },
};

/* What was wiped is told without what the journal's sentence said. */
static bool is_wiped(const json_t *e)
{
    const char *what = text_of(e, "what");
    size_t len = strlen(text_of(e, "kind"));
    return *what == '\0' || (len > 0 && strncmp(what, text_of(e, "kind"), len) == 0 && strncmp(what + len, ": ", 2) == 0);
}

/* The journal's sentence opens with its verb. */
static void tell_verb(struct telling *t, const json_t *e)
{
    const char *what = text_of(e, "what");
    char who[160];
    size_t len = strlen(what);
    sentence(t, time_of(e, "time"), "%s %c%s%s", actor(e, who), *what >= 'A' && *what <= 'Z' ? *what - 'A' + 'a' : *what,
             *what == '\0' ? "" : what + 1, len > 0 && what[len - 1] == '.' ? "" : ".");
}

/* Goods that come back: false where it is nothing of that. */
static bool tell_return(struct telling *t, const json_t *e)
{
    static const struct {
        const char *outcome, *text;
    } wiped[] = { { "return-opened", "opened its return" },
                  { "return-counted", "took a unit back" },
                  { "inspected", "said how a unit came back" },
                  { "return-closed", "closed its return" },
                  { "undone", "took a unit out of the return again" },
                  { "put-aside", "put the return aside" } };
    char who[160];
    for (size_t i = 0; i < PW_COUNT(wiped); i++) {
        if (!is(e, "outcome", wiped[i].outcome) || (i >= 4 && !t->returning))
            continue;
        if (i == 0)
            t->returning = true;
        if (is(e, "outcome", "return-closed") || is(e, "outcome", "put-aside"))
            t->returning = false;
        if (is_wiped(e))
            sentence(t, time_of(e, "time"), "%s %s.", actor(e, who), wiped[i].text);
        else
            tell_verb(t, e);
        return true;
    }
    return false;
}

/* From the office: who it was stands at the order's side, not in the sentence. */
static void tell_office(struct telling *t, const json_t *e)
{
    static const struct {
        const char *outcome, *told, *text;
    } said[] = { { "held", "Held", "put the order on hold" },
                 { "released", "Released", "released the order from its hold" },
                 { "pushed", "Pushed before all other orders", "pushed the order before all others" },
                 { "pushed-back", "The push forward was taken back", "took the push forward back" },
                 { "unshelved", "Taken", "took the order" } };
    const char *what = text_of(e, "what");
    char who[160];
    for (size_t i = 0; i < PW_COUNT(said); i++) {
        size_t len = strlen(said[i].told);
        if (!is(e, "outcome", said[i].outcome))
            continue;
        sentence(t, time_of(e, "time"), "%s %s%s.", actor(e, who), said[i].text,
                 strncmp(what, said[i].told, len) == 0 ? what + len : "");
        return;
    }
    sentence(t, time_of(e, "time"), "%s: %s.", actor(e, who), what);
}

static void tell_scan(struct telling *t, const json_t *e)
{
    const char *what = text_of(e, "what");
    char who[160];
    int64_t us = time_of(e, "time");
    if (is_read(e)) {
        flush_counted(t);
        sentence(t, us, "%s r%s.", actor(e, who), what + 1);
        return;
    }
    if (is(e, "outcome", "counted") && !is_override(e)) {
        count(t, e);
        return;
    }
    flush_counted(t);
    if (is(e, "outcome", "refused")) {
        refuse(t, e);
    } else if (tell_return(t, e) || is(e, "outcome", "pin")) { /* what a PIN did is told by itself */
        return;
    } else if (is(e, "outcome", "opened") && strncmp(what, "Taken over", 10) == 0) {
        sentence(t, us, "%s took the order over%s.", actor(e, who), what + 10);
        t->opened = true;
    } else if (is(e, "outcome", "opened")) {
        sentence(t, us, "%s opened the order for packing%s.", actor(e, who), t->opened ? " again" : "");
        t->opened = true;
    } else if (is_override(e)) {
        sentence(t, us, "%s put%s.", actor(e, who), what + 3);
    } else if (is(e, "outcome", "completed") && !is_wiped(e) && strncmp(what, "Put ", 4) != 0) { /* no unit closed it */
        tell_verb(t, e);
    } else if (is(e, "outcome", "completed")) {
        char captured[700];
        pw_cli_captured(e, captured, sizeof captured);
        sentence(t, us, "%s put the last unit, %s%s%s, into the box: it is complete.", actor(e, who), item(e),
                 *captured == '\0' ? "" : ", ", captured);
    } else if (is(e, "outcome", "held")) {
        const char *why = strncmp(what, "Held: ", 6) == 0 ? what + 6 : "";
        sentence(t, us, "%s put the order on hold%s%s.", actor(e, who), *why == '\0' ? "" : ": ", why);
    } else if (!is(e, "outcome", "asked") && !is(e, "outcome", "cleared") &&
               !is(e, "outcome", "note")) { /* questions are told by their answers */
        if (is(e, "outcome", "shipped") && strstr(what, "by its postage") != NULL) {
            sentence(t, us, "%s scanned the parcel out; the marketplace knows it by its postage.", actor(e, who));
            return;
        }
        for (size_t i = 0; i < PW_COUNT(plain); i++) {
            if (!is(e, "outcome", plain[i].outcome))
                continue;
            bool allowed = *text_of(e, "approver") != '\0';
            sentence(t, us, "%s %s%s%s%s.", actor(e, who), plain[i].text, allowed ? "; " : "", text_of(e, "approver"),
                     allowed ? " allowed it" : "");
            return;
        }
        if (is(e, "outcome", "box-closed") || is(e, "outcome", "short") || is(e, "outcome", "reopened") ||
            is(e, "outcome", "box-void") || is(e, "outcome", "explained")) {
            tell_verb(t, e);
            return;
        }
        sentence(t, us, "%s: %s.", actor(e, who), what);
    }
}

static void tell_document(struct telling *t, const json_t *d)
{
    const char *evidence = text_of(d, "evidence"), *reason = text_of(d, "reason");
    static const struct {
        const char *status, *text;
    } said[] = { { "printed", "was printed" },
                 { "failed", "could not be printed" },
                 { "uncertain", "may have been printed or not: somebody must say which" },
                 { "void", "was not wanted any more, and not printed" },
                 { "handed-over", "was given to the printer, which hasn't said yet that it is out" } };
    const char *text = "waits to be printed";
    for (size_t i = 0; i < PW_COUNT(said); i++)
        if (is(d, "status", said[i].status))
            text = said[i].text;
    flush_counted(t);
    bool again = !json_is_null(json_object_get(d, "reprint_of"));
    sentence(t, time_of(d, "changed"), "The %s on printer %s %s%s%s%s%s%s.", text_of(d, "kind"), text_of(d, "printer"), text,
             again ? ", once more" : "", *reason == '\0' ? "" : " for the reason: ", reason, *evidence == '\0' ? "" : "; ",
             evidence);
}

static bool was_told(const struct telling *t, int64_t job)
{
    for (size_t i = 0; i < t->told_count; i++)
        if (t->told[i] == job)
            return true;
    return t->told_count == PW_COUNT(t->told);
}

/* Documents of which the last word was said before this moment, each once. */
static void tell_documents(struct telling *t, int64_t before_us)
{
    for (size_t i = 0; i < t->document_count; i++) {
        const json_t *d = json_array_get(t->documents, i);
        int64_t job = json_integer_value(json_object_get(d, "job"));
        if (time_of(d, "changed") >= before_us || was_told(t, job))
            continue;
        t->told[t->told_count++] = job;
        tell_document(t, d);
    }
}

/* What a printer told: the document says it, where it is the last word. */
static void tell_print(struct telling *t, const json_t *e)
{
    int64_t job = 0;
    char status[32] = "";
    if (sscanf(text_of(e, "what"), "Print job %" SCNd64 " is %31[a-z-]", &job, status) != 2)
        return;
    for (size_t i = 0; i < t->document_count; i++) {
        const json_t *d = json_array_get(t->documents, i);
        if (json_integer_value(json_object_get(d, "job")) != job || !is(d, "status", status) || was_told(t, job))
            continue;
        t->told[t->told_count++] = job;
        tell_document(t, d);
    }
}

void pw_cli_story(const json_t *order)
{
    struct telling t = { .documents = json_object_get(order, "documents") };
    const json_t *history = json_object_get(order, "history");
    t.document_count = json_array_size(t.documents);
    for (size_t i = 0; i < json_array_size(history); i++) {
        const json_t *e = json_array_get(history, i);
        if (is(e, "kind", "print") && is(e, "outcome", "noted")) {
            tell_print(&t, e);
            continue;
        }
        tell_documents(&t, time_of(e, "time"));
        if (is(e, "kind", "scan")) {
            tell_scan(&t, e);
        } else if (is(e, "kind", "office") && !is_wiped(e)) {
            flush_counted(&t);
            tell_office(&t, e);
        } else if (*text_of(e, "what") != '\0') {
            const char *what = text_of(e, "what");
            size_t len = strlen(what);
            flush_counted(&t);
            sentence(&t, time_of(e, "time"), "%s%s", what, len > 0 && what[len - 1] == '.' ? "" : ".");
        }
    }
    flush_counted(&t);
    tell_documents(&t, INT64_MAX);
}
