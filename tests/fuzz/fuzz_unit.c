/* Answers to what is asked of a unit: what is taken has its form, is what was wanted, and is found again by the same text. */
#include "station/unit.h"
#include "test.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void check(const struct pw_unit *unit)
{
    char iso[11];
    assert(memchr(unit->serial, '\0', sizeof unit->serial) != NULL && memchr(unit->lot, '\0', sizeof unit->lot) != NULL &&
           memchr(unit->code, '\0', sizeof unit->code) != NULL);
    if (unit->expiry[0] != '\0') {
        assert(pw_expiry_parse(unit->expiry, "2026-11-23", iso) && strcmp(iso, unit->expiry) == 0);
        int64_t days = pw_days_between("2026-11-23", unit->expiry);
        assert(days > -20000 && days < 70000);
    }
    for (const char *c = unit->code; *c != '\0'; c++) /* it goes into a confirmation as it is */
        assert(*c > ' ' && *c < 0x7F);
    assert(unit->code[0] == '\0' || strlen(unit->code) >= 7);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    int64_t wants = data[0] & 15;
    uint8_t *text = malloc(size); /* own allocation: one byte past the end is caught */
    struct pw_meaning m;
    if (text == NULL)
        return 0;
    memcpy(text, data + 1, size - 1);
    pw_meaning_of(pw_bytes_of(text, size - 1), "", NULL, &m);
    struct pw_unit unit = { .line = 1, .units = 1 }, again = unit;
    pw_unit_read(&m, wants, "2026-11-23", &unit);
    check(&unit);
    assert(unit.line == 1 && unit.units == 1 && ((wants & PW_CAPTURE_CODE) != 0 || unit.code[0] == '\0'));
    pw_unit_read(&m, wants, "2026-11-23", &again);
    assert(memcmp(&unit, &again, sizeof unit) == 0);
    for (int asked = PW_CAPTURE_SERIAL; asked <= PW_CAPTURE_CODE; asked *= 2) {
        struct pw_unit answered = { .line = 1, .units = 1 };
        int took = pw_unit_answer(&m, wants | asked, asked, "2026-11-23", &answered);
        check(&answered);
        assert((took & ~(wants | asked)) == 0 && took == pw_unit_has(&answered));
        /* What is known already is not taken again, nor changed. */
        struct pw_unit before = answered;
        if (took != 0 && m.gs1)
            assert((pw_unit_answer(&m, took, asked, "2026-11-23", &answered) & took) == 0 &&
                   memcmp(&before, &answered, sizeof before) == 0);
    }
    free(text);
    return 0;
}
