/* The words of people's names in every script, for the search. */
#include "store/order_import.h"

#include "channel/encoding.h"

#include <glib.h>

#define WORD_MAX 96 /* bytes; longer words are found by their beginning */

static void ascii_words(const char *name, void (*fn)(void *user, const char *word), void *user)
{
    char word[WORD_MAX + 1];
    size_t n = 0;
    for (;; name++) {
        char c = *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (n < WORD_MAX)
                word[n++] = c;
            continue;
        }
        if (n > 0) {
            word[n] = '\0';
            fn(user, word);
            n = 0;
        }
        if (*name == '\0')
            return;
    }
}

void pw_name_words(const char *name, void (*fn)(void *user, const char *word), void *user)
{
    if (pw_is_ascii(pw_bytes_str(name))) {
        ascii_words(name, fn, user);
        return;
    }
    char *valid = g_utf8_make_valid(name, -1);
    char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    char *folded = g_utf8_casefold(composed == NULL ? valid : composed, -1);
    char *again = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE);
    char word[WORD_MAX + 8];
    size_t n = 0;
    for (char *p = again;; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != 0 && (g_unichar_isalnum(c) || g_unichar_ismark(c))) {
            if (n < WORD_MAX)
                n += (size_t)g_unichar_to_utf8(c, word + n);
            continue;
        }
        if (n > 0) {
            word[n] = '\0';
            fn(user, word);
            n = 0;
        }
        if (c == 0)
            break;
    }
    g_free(again);
    g_free(folded);
    g_free(composed);
    g_free(valid);
}
