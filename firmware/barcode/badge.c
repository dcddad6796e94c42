#include "barcode/badge.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define PREFIX "PWB"
#define PREFIX_LEN 3
#define LEN (PREFIX_LEN + PW_BADGE_NUMBER + PW_CODE_TAG)
#define WHAT "packwright badge 1 "

static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static bool is_base32(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= '2' && text[i] <= '7')))
            return false;
    return true;
}

bool pw_badge_code(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *number, char ret_code[PW_BADGE_CODE_SIZE])
{
    char tag[PW_CODE_TAG];
    if (strlen(number) != PW_BADGE_NUMBER || !is_base32(number, PW_BADGE_NUMBER) || !pw_code_tag(key, WHAT, number, tag))
        return false;
    snprintf(ret_code, PW_BADGE_CODE_SIZE, PREFIX "%s%.*s", number, PW_CODE_TAG, tag);
    return true;
}

bool pw_badge_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text, char ret_number[PW_BADGE_NUMBER_SIZE],
                    bool *ret_forged)
{
    char s[LEN], number[PW_BADGE_NUMBER_SIZE], tag[PW_CODE_TAG];
    if (text.len != LEN)
        return false;
    for (size_t i = 0; i < LEN; i++) /* a scanner's caps lock */
        s[i] = (char)(text.data[i] >= 'a' && text.data[i] <= 'z' ? text.data[i] - 'a' + 'A' : text.data[i]);
    if (memcmp(s, PREFIX, PREFIX_LEN) != 0 || !is_base32(s + PREFIX_LEN, LEN - PREFIX_LEN))
        return false;
    memcpy(number, s + PREFIX_LEN, PW_BADGE_NUMBER);
    number[PW_BADGE_NUMBER] = '\0';
    if (!pw_code_tag(key, WHAT, number, tag))
        return false;
    unsigned differ = 0;
    for (size_t i = 0; i < PW_CODE_TAG; i++)
        differ |= (unsigned char)(tag[i] ^ s[PREFIX_LEN + PW_BADGE_NUMBER + i]);
    if (differ != 0) {
        if (ret_forged != NULL)
            *ret_forged = true;
        return false;
    }
    memcpy(ret_number, number, sizeof number);
    return true;
}

bool pw_badge_draw(char ret_number[PW_BADGE_NUMBER_SIZE])
{
    uint8_t random[PW_BADGE_NUMBER];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return false;
    for (size_t i = 0; i < PW_BADGE_NUMBER; i++)
        ret_number[i] = base32[random[i] & 31];
    ret_number[PW_BADGE_NUMBER] = '\0';
    return true;
}
