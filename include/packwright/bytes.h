/* Views, growing buffers and bounded cursors over bytes. All are sticky: after the first failure the rest do nothing. */
#ifndef PACKWRIGHT_BYTES_H
#define PACKWRIGHT_BYTES_H

#include "packwright/attr.h"
#include "packwright/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A view; owns nothing. */
struct pw_bytes {
    const uint8_t *data;
    size_t len;
};

/* Grows up to max bytes; data is always followed by a NUL that len does not count (once anything was put in). */
struct pw_buf {
    uint8_t *data;
    size_t len, cap, max;
    bool failed; /* memory, or over max */
};

/* Reads from the front of a view; reading past the end sets failed and gives zeros. */
struct pw_reader {
    struct pw_bytes in;
    size_t pos;
    bool failed;
};

/* What a parser says, whether fed one byte or a megabyte. DONE and BAD also say how many bytes to drop. */
enum pw_parse { PW_PARSE_MORE, PW_PARSE_DONE, PW_PARSE_BAD };

static inline struct pw_bytes pw_bytes_of(const void *data, size_t len)
{
    return (struct pw_bytes){ .data = data, .len = len };
}

static inline struct pw_bytes pw_bytes_str(const char *s)
{
    return (struct pw_bytes){ .data = (const uint8_t *)s, .len = strlen(s) };
}

bool pw_bytes_equal(struct pw_bytes a, struct pw_bytes b);

/** An empty buffer with a ceiling; allocates nothing yet. Thread: any. */
void pw_buf_init(struct pw_buf *buf, size_t max);
void pw_buf_finish(struct pw_buf *buf);
/** Empty it and clear the failure; keeps the memory. */
void pw_buf_reset(struct pw_buf *buf);
void pw_buf_put(struct pw_buf *buf, const void *data, size_t len);
void pw_buf_puts(struct pw_buf *buf, const char *s);
void pw_buf_putc(struct pw_buf *buf, uint8_t byte);
void pw_buf_printf(struct pw_buf *buf, const char *fmt, ...) PW_PRINTF(2, 3);
void pw_buf_vprintf(struct pw_buf *buf, const char *fmt, va_list args) PW_PRINTF(2, 0);
/** Room for len more bytes at the end, not yet counted; NULL after a failure. Count them with pw_buf_grew. */
uint8_t *pw_buf_room(struct pw_buf *buf, size_t len);
void pw_buf_grew(struct pw_buf *buf, size_t len);
/** Remove len bytes at the front. */
void pw_buf_drop(struct pw_buf *buf, size_t len);
/** False, with PW_ERR_TOO_BIG or PW_ERR_MEMORY in *err, if anything put in was lost. */
PW_MUST_CHECK bool pw_buf_ok(const struct pw_buf *buf, struct pw_error *err);
/** Borrowed until the next call on buf. */
static inline struct pw_bytes pw_buf_peek(const struct pw_buf *buf)
{
    return (struct pw_bytes){ .data = buf->data, .len = buf->len };
}
/** The text so far, "" when empty; borrowed. */
const char *pw_buf_text(const struct pw_buf *buf);

void pw_reader_init(struct pw_reader *r, struct pw_bytes in);
uint8_t pw_reader_u8(struct pw_reader *r);
uint16_t pw_reader_le16(struct pw_reader *r);
uint16_t pw_reader_be16(struct pw_reader *r);
struct pw_bytes pw_reader_take(struct pw_reader *r, size_t len);
size_t pw_reader_left(const struct pw_reader *r);

#endif
