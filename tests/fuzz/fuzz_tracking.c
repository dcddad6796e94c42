/* Tracking numbers: in order, within their bounds, of a known carrier, and the same again when the number itself is scanned. */
#include "barcode/carriers.h"
#include "barcode/tracking.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_tracking_candidate found[PW_TRACKING_CANDIDATES], few[2];
    char number[PW_TRACKING_MAX + 1], normal[PW_TRACKING_SCAN_MAX + 1], twice[PW_TRACKING_SCAN_MAX + 1];
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return 0;
    if (size > 0)
        memcpy(exact, data, size);
    struct pw_bytes text = pw_bytes_of(exact, size);
    size_t n = pw_tracking_candidates(text, found, PW_TRACKING_CANDIDATES);
    assert(n < PW_TRACKING_CANDIDATES);
    for (size_t i = 0; i < n; i++) {
        const struct pw_tracking_candidate *c = &found[i];
        size_t len = strlen(c->number);
        assert(len >= 8 && len <= PW_TRACKING_MAX && pw_carrier_code_valid(c->carrier));
        assert(i == 0 || found[i - 1].checked > c->checked ||
               (found[i - 1].checked == c->checked && found[i - 1].strength >= c->strength));
        assert(pw_tracking_free_text(pw_bytes_str(c->number), number) && strcmp(number, c->number) == 0);
        assert(pw_tracking_scan_holds(text, c->number));
    }
    size_t less = pw_tracking_candidates(text, few, 2);
    assert(less == (n < 2 ? n : 2));
    for (size_t i = 0; i < less; i++)
        assert(few[i].rule == found[i].rule && strcmp(few[i].number, found[i].number) == 0);
    if (pw_tracking_normalise(text, normal, sizeof normal) > 0 && normal[0] != ']') {
        size_t len = pw_tracking_normalise(pw_bytes_str(normal), twice, sizeof twice);
        assert(len == strlen(normal) && strcmp(normal, twice) == 0);
    }
    const struct pw_tracking_rule *rule;
    for (size_t i = 0; (rule = pw_tracking_rule_nth(i)) != NULL; i++)
        (void)pw_tracking_rule_accepts(rule, text);
    if (size > 0 && size < 20) { /* slow: every name is compared */
        char name[20];
        memcpy(name, exact, size);
        name[size] = '\0';
        const char *near = pw_carrier_code_nearest(name);
        assert(near == NULL || pw_carrier_code_valid(near));
        assert(!pw_carrier_code_valid(name) || (near != NULL && strcmp(near, name) == 0));
    }
    free(exact);
    return 0;
}
