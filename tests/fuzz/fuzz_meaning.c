/* A whole scan, first byte choosing how the AIM identifier comes: what is shown is harmless, what excludes each other does. */
#include "barcode/meaning.h"

#include "packwright/utf8.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const aims[] = { "", "]C1", "]d2", "]E0", "]E4", "]E3", "]Q2", "]C0", "]Q1" };
    static const uint8_t key[PW_COMMAND_KEY_SIZE] = { 7 };
    static struct pw_meaning m, again;
    if (size == 0)
        return 0;
    uint8_t *exact = malloc(size);
    if (exact == NULL)
        return 0;
    memcpy(exact, data + 1, size - 1);
    const char *aim = aims[data[0] % PW_COUNT(aims)];
    pw_meaning_of(pw_bytes_of(exact, size - 1), aim, key, &m);
    pw_meaning_of(pw_bytes_of(exact, size - 1), aim, key, &again);
    free(exact);
    assert(memcmp(&m, &again, sizeof m) == 0);
    assert(strnlen(m.text, sizeof m.text) < sizeof m.text);
    struct pw_bytes text = pw_bytes_str(m.text);
    assert(pw_utf8_valid(text));
    for (size_t pos = 0; pos < text.len;)
        assert(!pw_utf8_is_control(pw_utf8_next(text, &pos)));
    bool nothing = m.parcel_code[0] == '\0' && m.sscc[0] == '\0' && m.order_id[0] == '\0' && m.article_count == 0 && !m.gs1 &&
                   m.tracking_count == 0 && !m.fnsku && !m.asin && m.transparency == PW_TRANSPARENCY_NONE;
    assert(!(m.garbled || m.forged || m.command != PW_COMMAND_NONE || m.text[0] == '\0') || nothing);
    assert(!m.forged || m.command == PW_COMMAND_NONE);
    assert(m.article_count <= PW_MEANING_ARTICLES && m.tracking_count <= PW_MEANING_TRACKING);
    for (size_t i = 0; i < m.article_count; i++) {
        char same[PW_ARTICLE_KEY_SIZE];
        assert(m.articles[i][0] != '\0' && strlen(m.articles[i]) < PW_ARTICLE_KEY_SIZE);
        assert(pw_article_key(pw_bytes_str(m.articles[i]), same) && strcmp(same, m.articles[i]) == 0);
    }
    assert(m.order_id[0] == '\0' || m.tracking_count == 0);
    if (m.parcel_code[0] != '\0') {
        char tag[PW_STORE_TAG_SIZE];
        int64_t number;
        assert(pw_parcel_code_parse(pw_bytes_str(m.parcel_code), tag, &number) && number > 0);
    }
    return 0;
}
