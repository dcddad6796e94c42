/* Amounts, weights and customs limits, as people write them: what is understood can be written and read again, the same. */
#include "base/amount.h"
#include "document/customs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* own allocation: one byte past the end is caught */
    int64_t milli = -1, again = -1, g = -1;
    struct pw_customs_rules rules = { 0 };
    struct pw_error err = { 0 };
    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (pw_amount_parse(text, &milli)) {
        char written[24];
        pw_amount_text(milli, written);
        assert(milli >= 0);
        /* Three decimals are not read from one unit on, for they may be thousands. */
        assert(pw_amount_parse(written, &again) ? again == milli : milli % 10 != 0);
    }
    if (pw_weight_parse(text, &g))
        assert(g >= 1 && g <= 1000000);
    if (pw_customs_limits_parse(text, &rules, &err)) {
        assert(rules.limit_count <= PW_CUSTOMS_LIMITS);
        for (size_t i = 0; i < rules.limit_count; i++)
            assert(strlen(rules.limits[i].currency) == 3 && rules.limits[i].milli >= 0);
    } else {
        assert(err.code == PW_ERR_CONFIG);
    }
    free(text);
    return 0;
}
