/*
 * The encodings that files of orders come in, and the way from each to UTF-8. iconv does the converting.
 */
#ifndef PACKWRIGHT_CHANNEL_ENCODING_H
#define PACKWRIGHT_CHANNEL_ENCODING_H

#include "packwright/bytes.h"

enum pw_encoding {
    PW_ENCODING_AUTO, /* not known yet */
    PW_ENCODING_UTF_8,
    PW_ENCODING_CP1252,
    PW_ENCODING_CP932, /* Shift_JIS with Microsoft's extensions */
    PW_ENCODING_LATIN_1,
};

/* "UTF-8", "CP1252", ...: as iconv and people call them. */
const char *pw_encoding_name(enum pw_encoding encoding);
/** By the words of the configuration: auto, utf-8, cp1252, shift-jis, iso-8859-1. AUTO when unknown. */
enum pw_encoding pw_encoding_find(const char *word);

/**
 * What a file of a marketplace is in when it isn't UTF-8.
 *
 * Source:    reference amazon 7.4: Japan CP932, Europe and North America CP1252, else ISO-8859-1.
 */
enum pw_encoding pw_encoding_of_marketplace(const char *marketplace_id);

/* Looks at a whole file, piece by piece: is it UTF-8? */
struct pw_encoding_probe {
    uint64_t good; /* characters of several bytes */
    uint64_t bad;  /* bytes that can't be UTF-8 */
    uint8_t carry[4];
    size_t carried; /* the start of a character at the end of the last piece */
};
void pw_encoding_probe_feed(struct pw_encoding_probe *probe, struct pw_bytes piece);
/**
 * UTF-8 if everything was, or if the few bytes that weren't stand among many characters that were: damage, not another encoding.
 * A character cut off at the end of the file doesn't count. Else otherwise.
 */
enum pw_encoding pw_encoding_probe_answer(const struct pw_encoding_probe *probe, enum pw_encoding otherwise);

/** True if no byte is above 127. */
bool pw_is_ascii(struct pw_bytes text);
/** pw_utf8_valid, quick over ASCII. */
bool pw_utf8_valid_fast(struct pw_bytes text);

/* One conversion, kept open for a whole file. */
struct pw_decoder {
    enum pw_encoding encoding;
    void *iconv; /* NULL until needed */
};
void pw_decoder_init(struct pw_decoder *decoder, enum pw_encoding encoding);
void pw_decoder_finish(struct pw_decoder *decoder);
/**
 * Append text to out as UTF-8. Bytes that mean nothing in the encoding become U+FFFD and are counted in *ret_replaced.
 *
 * Errors:    PW_ERR_UNSUPPORTED when this system's iconv doesn't know the encoding.
 */
PW_MUST_CHECK bool pw_decoder_put(struct pw_decoder *decoder, struct pw_bytes text, struct pw_buf *out, size_t *ret_replaced,
                                  struct pw_error *err);

#endif
