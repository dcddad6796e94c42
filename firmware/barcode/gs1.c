/* Element strings: where one value ends and the next AI begins, and the rules between them. */
#include "barcode/gs1.h"

#include "barcode/gs1_value.h"

#include <stdio.h>

bool pw_gs1_fail(struct pw_gs1 *ret, enum pw_gs1_fault fault, const char *code, size_t code_len)
{
    ret->fault = fault;
    size_t n = code_len < 4 ? code_len : 4;
    memcpy(ret->fault_code, code, n);
    ret->fault_code[n] = '\0';
    return false;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

const struct pw_gs1_ai *pw_gs1_ai_at(const uint8_t *text, size_t len)
{
    if (len < 2 || !is_digit(text[0]) || !is_digit(text[1]))
        return NULL;
    int two = (text[0] - '0') * 10 + (text[1] - '0');
    size_t digits = pw_gs1_ai_length[two];
    if (digits == 0 || len < digits)
        return NULL;
    for (size_t i = pw_gs1_ai_first[two]; i < pw_gs1_ai_count; i++) {
        const struct pw_gs1_ai *ai = &pw_gs1_ais[i];
        if (memcmp(text, ai->first, digits) < 0) /* the table is sorted */
            return NULL;
        if (memcmp(text, ai->last, digits) <= 0)
            return ai;
    }
    return NULL;
}

const struct pw_gs1_field *pw_gs1_find(const struct pw_gs1 *gs1, const char *code)
{
    for (size_t i = 0; i < gs1->count; i++)
        if (strcmp(gs1->fields[i].code, code) == 0)
            return &gs1->fields[i];
    return NULL;
}

bool pw_gs1_add(struct pw_gs1 *ret, const struct pw_gs1_ai *ai, const char *code, struct pw_bytes value)
{
    enum pw_gs1_fault fault = pw_gs1_value_check(ai, value);
    if (fault != PW_GS1_OK)
        return pw_gs1_fail(ret, fault, code, ai->digits);
    if (ret->count == PW_GS1_FIELDS)
        return pw_gs1_fail(ret, PW_GS1_TOO_MANY, code, ai->digits);
    struct pw_gs1_field *field = &ret->fields[ret->count];
    field->ai = ai;
    memcpy(field->code, code, ai->digits);
    field->code[ai->digits] = '\0';
    field->value = value;
    ret->count++;
    return true;
}

/* True if code matches pattern, of pattern_len characters, in which n is any digit. */
static bool matches(const char *code, const char *pattern, size_t pattern_len)
{
    if (strlen(code) != pattern_len)
        return false;
    for (size_t i = 0; i < pattern_len; i++)
        if (pattern[i] != 'n' && pattern[i] != code[i])
            return false;
    return true;
}

/* A field of that pattern other than one of the same AI as self, or NULL. */
static const struct pw_gs1_field *other(const struct pw_gs1 *gs1, const struct pw_gs1_field *self, const char *pattern,
                                        size_t len)
{
    for (size_t i = 0; i < gs1->count; i++)
        if (strcmp(gs1->fields[i].code, self->code) != 0 && matches(gs1->fields[i].code, pattern, len))
            return &gs1->fields[i];
    return NULL;
}

static bool excluded(const struct pw_gs1 *gs1, const struct pw_gs1_field *self)
{
    for (const char *p = self->ai->ex; *p != '\0';) {
        size_t len = strcspn(p, ",");
        if (other(gs1, self, p, len) != NULL)
            return true;
        p += len + (p[len] == ',');
    }
    return false;
}

bool pw_gs1_relations(struct pw_gs1 *ret)
{
    bool signature = pw_gs1_find(ret, "8030") != NULL;
    for (size_t i = 0; i < ret->count; i++) {
        const struct pw_gs1_field *field = &ret->fields[i];
        for (size_t j = 0; j < i; j++)
            if (strcmp(ret->fields[j].code, field->code) == 0 && !pw_bytes_equal(ret->fields[j].value, field->value))
                return pw_gs1_fail(ret, PW_GS1_REPEATED, field->code, strlen(field->code));
        if (excluded(ret, field))
            return pw_gs1_fail(ret, PW_GS1_EXCLUSIVE, field->code, strlen(field->code));
        /* What is signed must be one thing: these carry their serial number in the optional part. */
        size_t bare = strcmp(field->code, "8003") == 0 ? 14 : 13;
        if (signature && (bare == 14 || strcmp(field->code, "253") == 0 || strcmp(field->code, "255") == 0) &&
            field->value.len == bare)
            return pw_gs1_fail(ret, PW_GS1_TOO_SHORT, field->code, strlen(field->code));
    }
    return true;
}

/* Digits of a predefined-length AI's value. */
static size_t fixed_length(const struct pw_gs1_ai *ai)
{
    size_t total = 0;
    for (size_t i = 0; i < ai->parts; i++)
        total += pw_gs1_parts[ai->part + i].max;
    return total;
}

bool pw_gs1_parse(struct pw_bytes data, struct pw_gs1 *ret)
{
    ret->count = 0;
    ret->fault = PW_GS1_OK;
    ret->fault_code[0] = '\0';
    if (data.len == 0)
        return pw_gs1_fail(ret, PW_GS1_EMPTY, "", 0);
    for (size_t pos = 0; pos < data.len;) {
        const uint8_t *p = data.data + pos;
        const struct pw_gs1_ai *ai = pw_gs1_ai_at(p, data.len - pos);
        if (ai == NULL) {
            size_t shown = 0;
            while (shown < 4 && pos + shown < data.len && is_digit(p[shown]))
                shown++;
            return pw_gs1_fail(ret, PW_GS1_UNKNOWN_AI, (const char *)p, shown);
        }
        const uint8_t *value = p + ai->digits;
        size_t left = data.len - pos - ai->digits;
        const uint8_t *end = left > 0 ? memchr(value, PW_GS1_SEPARATOR, left) : NULL;
        size_t len = end != NULL ? (size_t)(end - value) : left;
        if (ai->predefined && len > fixed_length(ai)) {
            len = fixed_length(ai);
            end = NULL;
        }
        if (!pw_gs1_add(ret, ai, (const char *)p, pw_bytes_of(value, len)))
            return false;
        pos += ai->digits + len + (end != NULL);
    }
    return pw_gs1_relations(ret);
}

/* True if all members of one group ("01+21") are there, each an AI other than self's. */
static bool group_there(const struct pw_gs1 *gs1, const struct pw_gs1_field *self, const char *group, size_t group_len)
{
    const char *end = group + group_len;
    while (group < end) {
        size_t len = strcspn(group, "+,;");
        if (other(gs1, self, group, len) == NULL)
            return false;
        group += len + 1;
    }
    return true;
}

bool pw_gs1_complete(const struct pw_gs1 *gs1, char ret_code[5])
{
    for (size_t i = 0; i < gs1->count; i++) {
        const struct pw_gs1_field *field = &gs1->fields[i];
        for (const char *rule = field->ai->req; *rule != '\0';) {
            size_t rule_len = strcspn(rule, ";");
            bool found = false;
            for (size_t at = 0; at < rule_len && !found;) {
                size_t len = strcspn(rule + at, ",;");
                found = group_there(gs1, field, rule + at, len);
                at += len + 1;
            }
            if (!found) {
                if (ret_code != NULL)
                    memcpy(ret_code, field->code, sizeof field->code);
                return false;
            }
            rule += rule_len + (rule[rule_len] == ';');
        }
    }
    return true;
}

const char *pw_gs1_title(const struct pw_gs1_field *field)
{
    return field->ai->title;
}

const char *pw_gs1_fault_text(enum pw_gs1_fault fault)
{
    static const char *const texts[] = {
        [PW_GS1_OK] = "nothing wrong",
        [PW_GS1_EMPTY] = "no data",
        [PW_GS1_UNKNOWN_AI] = "no known application identifier",
        [PW_GS1_TOO_SHORT] = "a value that is too short",
        [PW_GS1_TOO_LONG] = "a value that is too long (the scanner may have lost a separator)",
        [PW_GS1_BAD_CHARACTER] = "a character that may not stand there",
        [PW_GS1_BAD_CHECK] = "a wrong check digit",
        [PW_GS1_BAD_DATE] = "a date or time that doesn't exist",
        [PW_GS1_BAD_VALUE] = "a value that may not stand there",
        [PW_GS1_REPEATED] = "the same identifier twice with different values",
        [PW_GS1_EXCLUSIVE] = "two identifiers that exclude each other",
        [PW_GS1_TOO_MANY] = "too many identifiers",
        [PW_GS1_NOT_A_LINK] = "no GS1 Digital Link",
    };
    return (size_t)fault < PW_COUNT(texts) ? texts[fault] : "";
}

bool pw_gs1_date(struct pw_bytes yymmdd, int this_year, char ret_iso[11])
{
    static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (yymmdd.len != 6 || this_year < 1 || this_year > 9900)
        return false;
    int n[3];
    for (size_t i = 0; i < 3; i++) {
        if (!is_digit(yymmdd.data[2 * i]) || !is_digit(yymmdd.data[2 * i + 1]))
            return false;
        n[i] = (yymmdd.data[2 * i] - '0') * 10 + (yymmdd.data[2 * i + 1] - '0');
    }
    int apart = n[0] - this_year % 100, year = this_year - this_year % 100 + n[0];
    if (apart >= 51)
        year -= 100;
    else if (apart <= -50)
        year += 100;
    if (n[1] < 1 || n[1] > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int last = days[n[1] - 1] + (leap && n[1] == 2);
    if (n[2] > last)
        return false;
    (void)snprintf(ret_iso, 11, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)n[1] % 100,
                   (unsigned)(n[2] == 0 ? last : n[2]) % 100);
    return true;
}
