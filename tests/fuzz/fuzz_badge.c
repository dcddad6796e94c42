/* Badges: what is taken for one of ours can only have been made with our key, and comes back as it was made. */
#include "barcode/badge.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[PW_COMMAND_KEY_SIZE] = { 1, 2, 3 };
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return 0;
    if (size > 0)
        memcpy(exact, data, size);
    char number[PW_BADGE_NUMBER_SIZE], code[PW_BADGE_CODE_SIZE];
    bool forged = false;
    if (pw_badge_parse(key, pw_bytes_of(exact, size), number, &forged)) {
        assert(!forged && pw_badge_code(key, number, code) && strlen(code) == size);
        for (size_t i = 0; i < size; i++)
            assert(toupper(exact[i]) == code[i]);
    }
    /* One made here is known, and no other bit of it. */
    for (size_t i = 0; i < PW_BADGE_NUMBER; i++)
        number[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[i < size ? exact[i] & 31 : 0];
    number[PW_BADGE_NUMBER] = '\0';
    char back[PW_BADGE_NUMBER_SIZE];
    bool made = pw_badge_code(key, number, code);
    assert(made && pw_badge_parse(key, pw_bytes_str(code), back, &forged) && strcmp(back, number) == 0);
    size_t at = 3 + (size > 8 ? exact[8] : 0) % (strlen(code) - 3);
    code[at] = code[at] == 'A' ? 'B' : 'A';
    assert(!pw_badge_parse(key, pw_bytes_str(code), back, &forged));
    free(exact);
    return 0;
}
