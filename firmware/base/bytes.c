#include "packwright/bytes.h"

#include <stdio.h>
#include <stdlib.h>

bool pw_bytes_equal(struct pw_bytes a, struct pw_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

void pw_buf_init(struct pw_buf *buf, size_t max)
{
    *buf = (struct pw_buf){ .max = max };
}

void pw_buf_finish(struct pw_buf *buf)
{
    free(buf->data);
    *buf = (struct pw_buf){ .max = buf->max };
}

void pw_buf_reset(struct pw_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

uint8_t *pw_buf_room(struct pw_buf *buf, size_t len)
{
    if (buf->failed)
        return NULL;
    if (len > buf->max || buf->len > buf->max - len) {
        buf->failed = true;
        return NULL;
    }
    if (buf->len + len + 1 > buf->cap) {
        size_t cap = buf->cap < 64 ? 64 : buf->cap;
        while (cap < buf->len + len + 1)
            cap += cap / 2 + 64;
        uint8_t *data = realloc(buf->data, cap);
        if (data == NULL) {
            buf->failed = true;
            return NULL;
        }
        buf->data = data;
        buf->cap = cap;
    }
    return buf->data + buf->len;
}

void pw_buf_grew(struct pw_buf *buf, size_t len)
{
    if (buf->failed)
        return;
    buf->len += len;
    buf->data[buf->len] = 0;
}

void pw_buf_put(struct pw_buf *buf, const void *data, size_t len)
{
    uint8_t *room = pw_buf_room(buf, len);
    if (room == NULL)
        return;
    if (len != 0)
        memcpy(room, data, len);
    pw_buf_grew(buf, len);
}

void pw_buf_puts(struct pw_buf *buf, const char *s)
{
    pw_buf_put(buf, s, strlen(s));
}

void pw_buf_putc(struct pw_buf *buf, uint8_t byte)
{
    pw_buf_put(buf, &byte, 1);
}

void pw_buf_vprintf(struct pw_buf *buf, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    if (len < 0) {
        buf->failed = true;
    } else {
        uint8_t *room = pw_buf_room(buf, (size_t)len);
        if (room != NULL) {
            vsnprintf((char *)room, (size_t)len + 1, fmt, again);
            pw_buf_grew(buf, (size_t)len);
        }
    }
    va_end(again);
}

void pw_buf_printf(struct pw_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    pw_buf_vprintf(buf, fmt, args);
    va_end(args);
}

void pw_buf_drop(struct pw_buf *buf, size_t len)
{
    if (len >= buf->len) {
        buf->len = 0;
    } else {
        memmove(buf->data, buf->data + len, buf->len - len);
        buf->len -= len;
    }
    if (buf->data != NULL)
        buf->data[buf->len] = 0;
}

bool pw_buf_ok(const struct pw_buf *buf, struct pw_error *err)
{
    if (!buf->failed)
        return true;
    return pw_fail(err, PW_ERR_TOO_BIG, 0, "more than the %zu bytes allowed here (or no memory)", buf->max);
}

const char *pw_buf_text(const struct pw_buf *buf)
{
    return buf->data == NULL || buf->len == 0 ? "" : (const char *)buf->data;
}

void pw_reader_init(struct pw_reader *r, struct pw_bytes in)
{
    *r = (struct pw_reader){ .in = in };
}

struct pw_bytes pw_reader_take(struct pw_reader *r, size_t len)
{
    if (r->failed || len > r->in.len - r->pos) {
        r->failed = true;
        return (struct pw_bytes){ 0 };
    }
    struct pw_bytes out = { r->in.data + r->pos, len };
    r->pos += len;
    return out;
}

uint8_t pw_reader_u8(struct pw_reader *r)
{
    struct pw_bytes b = pw_reader_take(r, 1);
    return b.len == 1 ? b.data[0] : 0;
}

uint16_t pw_reader_le16(struct pw_reader *r)
{
    struct pw_bytes b = pw_reader_take(r, 2);
    return b.len == 2 ? (uint16_t)(b.data[0] | b.data[1] << 8) : 0;
}

uint16_t pw_reader_be16(struct pw_reader *r)
{
    struct pw_bytes b = pw_reader_take(r, 2);
    return b.len == 2 ? (uint16_t)(b.data[0] << 8 | b.data[1]) : 0;
}

size_t pw_reader_left(const struct pw_reader *r)
{
    return r->failed ? 0 : r->in.len - r->pos;
}
