#include "barcode/place_code.h"

#include <stdio.h>
#include <string.h>

#define PREFIX_LEN 3

struct kind {
    const char *prefix, *what; /* what: for the tag */
};

static const struct kind shelf = { "PWS", "packwright shelf 1 " }, cage = { "PWG", "packwright cage 1 " };

static char capital(char c)
{
    return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool put_name(const char *text, size_t len, char out[PW_SHELF_NAME_SIZE])
{
    if (len == 0 || len > PW_SHELF_NAME_MAX)
        return false;
    for (size_t i = 0; i < len; i++) {
        out[i] = capital(text[i]);
        if (!((out[i] >= 'A' && out[i] <= 'Z') || (out[i] >= '0' && out[i] <= '9')))
            return false;
    }
    out[len] = '\0';
    return true;
}

static bool make(const struct kind *kind, const uint8_t key[PW_COMMAND_KEY_SIZE], const char *name,
                 char ret_code[PW_SHELF_CODE_SIZE])
{
    char plain[PW_SHELF_NAME_SIZE], tag[PW_CODE_TAG];
    if (!put_name(name, strlen(name), plain) || !pw_code_tag(key, kind->what, plain, tag))
        return false;
    snprintf(ret_code, PW_SHELF_CODE_SIZE, "%s%s%.*s", kind->prefix, plain, PW_CODE_TAG, tag);
    return true;
}

static bool parse(const struct kind *kind, const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text,
                  char ret_name[PW_SHELF_NAME_SIZE])
{
    char s[PREFIX_LEN + PW_SHELF_NAME_MAX + PW_CODE_TAG], name[PW_SHELF_NAME_SIZE], tag[PW_CODE_TAG];
    if (text.len <= PREFIX_LEN + PW_CODE_TAG || text.len > sizeof s)
        return false;
    for (size_t i = 0; i < text.len; i++)
        s[i] = capital((char)text.data[i]);
    size_t len = text.len - PREFIX_LEN - PW_CODE_TAG;
    if (memcmp(s, kind->prefix, PREFIX_LEN) != 0 || !put_name(s + PREFIX_LEN, len, name))
        return false;
    for (size_t i = PREFIX_LEN + len; i < text.len; i++) /* base 32: anything else is an article whose number begins so */
        if (!((s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= '2' && s[i] <= '7')))
            return false;
    if (!pw_code_tag(key, kind->what, name, tag))
        return false;
    unsigned differ = 0;
    for (size_t i = 0; i < PW_CODE_TAG; i++)
        differ |= (unsigned char)(tag[i] ^ s[PREFIX_LEN + len + i]);
    if (differ != 0)
        return false; /* a foreign sheet, or an article: it is known as whatever else it is */
    memcpy(ret_name, name, sizeof name);
    return true;
}

bool pw_shelf_code(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *name, char ret_code[PW_SHELF_CODE_SIZE])
{
    return make(&shelf, key, name, ret_code);
}

bool pw_shelf_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text, char ret_name[PW_SHELF_NAME_SIZE])
{
    return parse(&shelf, key, text, ret_name);
}

bool pw_cage_code(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *name, char ret_code[PW_SHELF_CODE_SIZE])
{
    return make(&cage, key, name, ret_code);
}

bool pw_cage_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text, char ret_name[PW_SHELF_NAME_SIZE])
{
    return parse(&cage, key, text, ret_name);
}
