/* From what a scanner sent to tracking numbers: normalise, match as a whole, else look inside long text. */
#include "barcode/tracking.h"

#include "barcode/aim.h"
#include "barcode/tracking_rules.h"

#define GS 0x1D

struct list {
    struct pw_tracking_candidate *out;
    size_t count, max;
};

static char upper(uint8_t c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool is_alnum(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool all_digits(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (s[i] < '0' || s[i] > '9')
            return false;
    return len > 0;
}

size_t pw_tracking_normalise(struct pw_bytes text, char *out, size_t size)
{
    struct pw_aim aim;
    text = pw_aim_split(text, NULL, &aim);
    size_t n = 0, last_hyphen = SIZE_MAX;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == ' ' || c == GS)
            continue;
        if (c == '-') {
            last_hyphen = n;
            continue;
        }
        if (c <= 0x20 || c >= 0x7F || n + 2 > size) {
            out[0] = '\0';
            return 0;
        }
        out[n++] = upper(c);
    }
    /* LaserShip's "-1" belongs to the number. */
    if (n == 17 && last_hyphen == 16 && n + 2 <= size && memcmp(out, "1LS7", 4) == 0) {
        out[17] = out[16];
        out[16] = '-';
        n++;
    }
    out[n] = '\0';
    return n;
}

/* Keeps the list in order and without repeats; drops the worst when it is full. */
static void add(struct list *list, const struct pw_tracking_rule *rule, const struct pw_tracking_match *match)
{
    if (match->len == 0 || match->len > PW_TRACKING_MAX)
        return;
    bool weak = match->weak || rule->strength < PW_TRACKING_WEAK_BELOW;
    int8_t strength = match->weak ? PW_TRACKING_WEAK_BELOW - 1 : rule->strength;
    size_t at = list->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct pw_tracking_candidate *have = &list->out[i];
        if (have->rule == rule->name && strlen(have->number) == match->len &&
            memcmp(have->number, match->number, match->len) == 0)
            return;
        if (at == list->count && (rule->checked > have->checked || (rule->checked == have->checked && strength > have->strength)))
            at = i;
    }
    if (at >= list->max)
        return;
    size_t last = list->count < list->max ? list->count++ : list->max - 1;
    memmove(&list->out[at + 1], &list->out[at], (last - at) * sizeof list->out[0]);
    struct pw_tracking_candidate *c = &list->out[at];
    c->carrier = match->carrier != NULL ? match->carrier : rule->carrier;
    c->name = match->carrier != NULL && strcmp(match->carrier, "Other") != 0 ? match->carrier : rule->carrier_name;
    c->rule = rule->name;
    memcpy(c->number, match->number, match->len);
    c->number[match->len] = '\0';
    c->checked = rule->checked;
    c->weak = weak;
    c->strength = strength;
}

static bool accepts(const struct pw_tracking_rule *rule, const char *s, size_t len, struct pw_tracking_match *match)
{
    *match = (struct pw_tracking_match){ .number = s, .len = len };
    return rule->accepts(s, len, match);
}

static void match_whole(const char *s, size_t len, bool only_checked, struct list *list)
{
    for (size_t i = 0; i < pw_tracking_rule_count; i++) {
        const struct pw_tracking_rule *rule = &pw_tracking_rules[i];
        struct pw_tracking_match match;
        if (!rule->routing && (rule->checked || !only_checked) && accepts(rule, s, len, &match))
            add(list, rule, &match);
    }
}

/* What stands around a number on labels: "(00)", DPD's "%", Codabar's start and stop letters. Returns the length that is left. */
static size_t unwrap(char *s, size_t len)
{
    size_t from = 0;
    if (len >= 4 && s[0] == '(' && s[3] == ')') {
        s[3] = s[2];
        s[2] = s[1];
        from = 2;
    } else if (len > 1 && s[0] == '%') {
        from = 1;
    } else if (len >= 12 && len <= 18 && s[0] >= 'A' && s[0] <= 'D' && s[len - 1] >= 'A' && s[len - 1] <= 'D' &&
               all_digits(s + 1, len - 2)) {
        from = 1;
        len--;
    }
    memmove(s, s + from, len - from);
    s[len - from] = '\0';
    return len - from;
}

/* Forms that prove themselves also within a longer run of letters and digits: 1Z..., and S10 (Royal Mail's 2D code). */
static void match_inside(const char *run, size_t len, struct list *list)
{
    for (size_t i = 0; i + 13 <= len; i++) {
        struct pw_tracking_match match;
        if (run[i] == '1' && i + 18 <= len && accepts(&pw_tracking_rules[0], run + i, 18, &match))
            add(list, &pw_tracking_rules[0], &match);
        if (run[i] >= 'A' && accepts(&pw_tracking_rules[1], run + i, 13, &match))
            add(list, &pw_tracking_rules[1], &match);
    }
}

/* Long text: each run of letters and digits, numbers with a right check digit only. */
static void search(struct pw_bytes text, struct list *list)
{
    char run[PW_TRACKING_SCAN_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? upper(text.data[i]) : ' ';
        if (is_alnum(c) && n < PW_TRACKING_SCAN_MAX) {
            run[n++] = c;
            continue;
        }
        run[n] = '\0';
        if (n >= 10)
            match_whole(run, n, true, list);
        if (n > 13)
            match_inside(run, n, list);
        n = 0;
        if (is_alnum(c)) { /* a run too long to be a number: go on in it, with what a number may have begun in */
            size_t back = 17 < i ? 17 : i;
            for (size_t j = i - back; j <= i; j++)
                run[n++] = upper(text.data[j]);
        }
    }
}

size_t pw_tracking_candidates(struct pw_bytes text, struct pw_tracking_candidate *out, size_t max)
{
    struct list list = { .out = out, .max = max };
    char s[PW_TRACKING_SCAN_MAX + 1];
    size_t len = pw_tracking_normalise(text, s, sizeof s);
    if (len > 0) {
        size_t inner = unwrap(s, len);
        if (inner > 0)
            match_whole(s, inner, false, &list);
    }
    bool has_marks = len == 0;
    for (size_t i = 0; i < len && !has_marks; i++)
        has_marks = !is_alnum(s[i]);
    if (list.count == 0 && text.len > 13 && (has_marks || len > 20))
        search(text, &list);
    return list.count;
}

bool pw_tracking_free_text(struct pw_bytes text, char ret_number[PW_TRACKING_MAX + 1])
{
    char s[PW_TRACKING_MAX + 1];
    size_t len = pw_tracking_normalise(text, s, sizeof s);
    bool any = false;
    for (size_t i = 0; i < len; i++)
        any = any || is_alnum(s[i]);
    if (len < 4 || !any)
        return false;
    memcpy(ret_number, s, len + 1);
    return true;
}

/* True if want stands in text, blanks, hyphens and GS apart, letters of either case. */
static bool contains(struct pw_bytes text, const char *want, size_t len)
{
    for (size_t start = 0; start < text.len; start++) {
        size_t i = start, n = 0;
        for (; i < text.len && n < len; i++) {
            uint8_t c = text.data[i];
            if (n > 0 && want[n] != '-' && (c == ' ' || c == '-' || c == GS))
                continue;
            if (upper(c) != want[n])
                break;
            n++;
        }
        if (n == len)
            return true;
    }
    return false;
}

bool pw_tracking_scan_holds(struct pw_bytes scan, const char *expected)
{
    char want[PW_TRACKING_MAX + 1], have[PW_TRACKING_SCAN_MAX + 1];
    size_t want_len = pw_tracking_normalise(pw_bytes_str(expected), want, sizeof want);
    if (want_len == 0)
        return false;
    if (pw_tracking_normalise(scan, have, sizeof have) == want_len && memcmp(have, want, want_len) == 0)
        return true;
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES];
    size_t n = pw_tracking_candidates(scan, found, PW_COUNT(found));
    for (size_t i = 0; i < n; i++)
        if (strcmp(found[i].number, want) == 0)
            return true;
    return want_len >= 10 && contains(scan, want, want_len);
}

const struct pw_tracking_rule *pw_tracking_rule_nth(size_t n)
{
    return n < pw_tracking_rule_count ? &pw_tracking_rules[n] : NULL;
}

const char *pw_tracking_rule_name(const struct pw_tracking_rule *rule)
{
    return rule->name;
}

bool pw_tracking_rule_accepts(const struct pw_tracking_rule *rule, struct pw_bytes text)
{
    char s[PW_TRACKING_SCAN_MAX + 1];
    struct pw_tracking_match match;
    size_t len = pw_tracking_normalise(text, s, sizeof s);
    if (len == 0)
        return false;
    len = unwrap(s, len);
    return len > 0 && accepts(rule, s, len, &match);
}
