/*
 * A logo in the printer's own memory: a document is read again, and each strip of a picture (GS ( L 112, 50) becomes
 *
 *     itself                     the first time: a picture that comes once is not worth a write to flash memory
 *     GS ( L 67, then 69         the second time: kept under a key of its own, and printed from there
 *     GS ( L 69                  from then on: 11 bytes
 *
 * Strips stay strips, so that no command is longer than what resync ends. The keys are "p!" to "p8"; what else a printer keeps
 * is left alone. Source: Epson's ESC/POS command reference, "GS ( L" functions 67 and 69.
 */
#include "escpos.h"

enum { STRIP_HEAD = 15, PRINT = 7 };

static size_t fixed_length(uint8_t lead, uint8_t code)
{
    static const struct {
        uint8_t lead, code, length;
    } commands[] = { { 0x1b, '@', 2 }, { 0x1c, '.', 2 }, { 0x1b, 'R', 3 }, { 0x1b, 't', 3 }, { 0x1b, 'E', 3 }, { 0x1b, '-', 3 },
                     { 0x1b, '!', 3 }, { 0x1b, 'M', 3 }, { 0x1b, 'a', 3 }, { 0x1b, 'd', 3 }, { 0x1b, '3', 3 }, { 0x1b, '2', 2 },
                     { 0x1b, 'p', 5 }, { 0x1b, 'B', 4 }, { 0x1d, 'B', 3 }, { 0x1d, '!', 3 }, { 0x1d, 'w', 3 }, { 0x1d, 'h', 3 },
                     { 0x1d, 'H', 3 }, { 0x1d, 'V', 4 }, { 0x1d, 'a', 3 }, { 0x1b, 0x1d, 4 } };
    for (size_t i = 0; i < PW_COUNT(commands); i++)
        if (commands[i].lead == lead && commands[i].code == code)
            return commands[i].length;
    return 0;
}

/* Of the text or command at the front of what render made; 0: it is none, or it is cut off. */
static size_t length_of(struct pw_bytes in)
{
    size_t n = 0;
    while (n < in.len && (in.data[n] >= 0x20 || in.data[n] == '\n' || in.data[n] == 0))
        n++;
    if (n > 0 || in.len < 2)
        return n;
    uint8_t code = in.data[1];
    n = fixed_length(in.data[0], code);
    if (n == 0 && in.data[0] == 0x1b && code == '*' && in.len >= 5)
        n = 5 + (in.data[3] | (size_t)in.data[4] << 8) * (in.data[2] >= 32 ? 3 : 1);
    else if (n == 0 && in.data[0] == 0x1d && code == 'k' && in.len >= 4)
        n = 4 + (size_t)in.data[3];
    else if (n == 0 && in.data[0] == 0x1d && code == '(' && in.len >= 5)
        n = 5 + (in.data[3] | (size_t)in.data[4] << 8);
    else if (n == 0 && in.data[0] == 0x1d && code == 'v' && in.len >= 8)
        n = 8 + (in.data[4] | (size_t)in.data[5] << 8) * (in.data[6] | (size_t)in.data[7] << 8);
    return n <= in.len ? n : 0;
}

static bool is_strip(struct pw_bytes in, size_t n)
{
    static const uint8_t print[PRINT] = { 0x1d, '(', 'L', 2, 0, 48, 50 };
    return n > STRIP_HEAD && memcmp(in.data, "\x1d(L", 3) == 0 && in.data[5] == 48 && in.data[6] == 112 && in.len >= n + PRINT &&
           memcmp(in.data + n, print, PRINT) == 0;
}

/* FNV-1a of the strip's width, height and dots. */
static uint64_t hash_of(struct pw_bytes strip)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = STRIP_HEAD - 4; i < strip.len; i++)
        hash = (hash ^ strip.data[i]) * 1099511628211u;
    return hash;
}

/* Its place among the pictures; where all are taken, that of one that isn't stored, and PW_KEPT_MAX when there is none. */
static size_t place_of(struct pw_kept *kept, uint64_t hash, bool *ret_seen)
{
    size_t place = PW_KEPT_MAX;
    for (size_t i = 0; i < kept->count; i++) {
        if (kept->pictures[i].hash == hash) {
            *ret_seen = true;
            return i;
        }
        size_t turn = (i + (size_t)hash) % kept->count;
        place = kept->pictures[turn].stored ? place : turn;
    }
    *ret_seen = false;
    if (kept->count < PW_KEPT_MAX)
        place = kept->count++;
    if (place < PW_KEPT_MAX) {
        kept->pictures[place].hash = hash;
        kept->pictures[place].stored = false;
    }
    return place;
}

static void put_definition(struct pw_bytes strip, uint8_t key, struct pw_buf *out)
{
    struct pw_bytes dots = pw_bytes_of(strip.data + STRIP_HEAD, strip.len - STRIP_HEAD);
    const uint8_t *size = strip.data + STRIP_HEAD - 4;
    size_t p = dots.len + 11;
    uint8_t head[16] = { 0x1d, '(', 'L', (uint8_t)p, (uint8_t)(p >> 8), 48,      67,      48,
                         'p',  key, 1,   size[0],    size[1],           size[2], size[3], 49 };
    pw_buf_put(out, head, sizeof head);
    pw_buf_put(out, dots.data, dots.len);
}

/* p of the definition could stand there as a real-time request. */
static bool is_safe(size_t len)
{
    size_t p = len - STRIP_HEAD + 11;
    return (p & 0xFF) != 0x10 || (p >> 8 != 0x04 && p >> 8 != 0x05 && p >> 8 != 0x14);
}

bool pw_escpos_shorten(struct pw_bytes document, const struct pw_profile *profile, struct pw_kept *kept, struct pw_buf *out)
{
    struct pw_kept now = *kept;
    size_t begin = out->len, n;
    if ((profile->features & PW_FEATURE_NV_LOGO) == 0)
        return false;
    for (size_t pos = 0; pos < document.len; pos += n) {
        struct pw_bytes in = pw_bytes_of(document.data + pos, document.len - pos);
        bool seen;
        n = length_of(in);
        if (n == 0) {
            out->len = begin; /* nothing that render made */
            return false;
        }
        if (!is_strip(in, n)) {
            pw_buf_put(out, in.data, n);
            continue;
        }
        struct pw_bytes strip = pw_bytes_of(in.data, n);
        size_t place = is_safe(n) ? place_of(&now, hash_of(strip), &seen) : PW_KEPT_MAX;
        n += PRINT;
        if (place == PW_KEPT_MAX || !seen) {
            pw_buf_put(out, in.data, n);
            continue;
        }
        uint8_t key = (uint8_t)('!' + place);
        uint8_t print[11] = { 0x1d, '(', 'L', 6, 0, 48, 69, 'p', key, 1, 1 };
        if (!now.pictures[place].stored)
            put_definition(strip, key, out);
        now.pictures[place].stored = true;
        pw_buf_put(out, print, sizeof print);
    }
    if (!pw_buf_ok(out, NULL))
        return false;
    *kept = now;
    return true;
}
