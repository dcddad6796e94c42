/*
 * Keys to text.
 *
 *   report                                   what is done
 *   any of the usages 01..03 in it           no key information (roll-over): the state stays as it was
 *   a usage that wasn't in the one before    a key press, with this report's modifiers
 *   a usage that was                         held: nothing (repeating is the host's business, and barcodes need none)
 *   Alt released, digits were typed          the composed character
 *
 *   modifiers      key                       gives
 *   Alt            keypad 0..9               a digit of the number
 *   none, Shift    any                       the layout's character; Enter CR, Tab, Esc, Backspace; F8 GS; keypad
 *   AltGr          any                       the layout's third or fourth character (also Ctrl + Alt, as on Windows)
 *   Ctrl           A..Z @ [ \ ] ^ _          the control character, by the layout's character, else by the US one
 *   Win, else      any                       a stray key
 */
#include "scanner/decode_keyboard.h"

#include "scanner/keyboard_layouts.h"

enum {
    CTRL = 0x11, /* modifier bits, left and right */
    SHIFT = 0x22,
    LEFT_CTRL = 0x01,
    LEFT_ALT = 0x04,
    RIGHT_ALT = 0x40,
    GUI = 0x88,
};
enum {
    USAGE_ERRORS = 0x03, /* 1 roll-over, 2 POST fail, 3 undefined */
    USAGE_ENTER = 0x28,
    USAGE_ESC = 0x29,
    USAGE_BACKSPACE = 0x2A,
    USAGE_TAB = 0x2B,
    USAGE_SPACE = 0x2C,
    USAGE_CAPS = 0x39,
    USAGE_F8 = 0x41,
    USAGE_SCROLL = 0x47,
    USAGE_NUM = 0x53,
    USAGE_KP_SLASH = 0x54,
    USAGE_KP_ENTER = 0x58,
    USAGE_KP_1 = 0x59,
    USAGE_KP_0 = 0x62,
    USAGE_KP_DOT = 0x63,
};

const char *const pw_keyboard_layouts[] = { "us", "uk", "de", "fr", "es", "it", "jp", NULL };

/* IBM code page 437, upper half; Windows code page 1252, 80 to 9F (0: not assigned). */
static const uint16_t oem[128] = {
    0xC7,   0xFC,   0xE9,   0xE2,   0xE4,   0xE0,   0xE5,   0xE7,   0xEA,   0xEB,   0xE8,   0xEF,   0xEE,   0xEC,   0xC4,
    0xC5,   0xC9,   0xE6,   0xC6,   0xF4,   0xF6,   0xF2,   0xFB,   0xF9,   0xFF,   0xD6,   0xDC,   0xA2,   0xA3,   0xA5,
    0x20A7, 0x192,  0xE1,   0xED,   0xF3,   0xFA,   0xF1,   0xD1,   0xAA,   0xBA,   0xBF,   0x2310, 0xAC,   0xBD,   0xBC,
    0xA1,   0xAB,   0xBB,   0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255D, 0x255C, 0x255B, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569,
    0x2566, 0x2560, 0x2550, 0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518,
    0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x3B1,  0xDF,   0x393,  0x3C0,  0x3A3,  0x3C3,  0xB5,   0x3C4,  0x3A6,
    0x398,  0x3A9,  0x3B4,  0x221E, 0x3C6,  0x3B5,  0x2229, 0x2261, 0xB1,   0x2265, 0x2264, 0x2320, 0x2321, 0xF7,   0x2248,
    0xB0,   0x2219, 0xB7,   0x221A, 0x207F, 0xB2,   0x25A0, 0xA0,
};
static const uint16_t ansi[32] = {
    0x20AC, 0,      0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178,
};

bool pw_keyboard_init(struct pw_keyboard *keyboard, const char *layout, struct pw_error *err)
{
    memset(keyboard, 0, sizeof *keyboard);
    for (const struct pw_layout *l = pw_layouts; l->name != NULL; l++)
        if (strcmp(l->name, layout) == 0)
            keyboard->layout = l;
    if (keyboard->layout == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "layout = %s isn't known; us, uk, de, fr, es, it and jp are", layout);
    return true;
}

/* ---- characters ---- */

static void put(struct pw_keyboard_text *text, unsigned c)
{
    uint8_t *p = text->bytes + text->len;
    if (text->len + 3 > sizeof text->bytes)
        return;
    if (c < 0x80) {
        p[0] = (uint8_t)c;
        text->len += 1;
    } else if (c < 0x800) {
        p[0] = (uint8_t)(0xC0 | c >> 6);
        p[1] = (uint8_t)(0x80 | (c & 0x3F));
        text->len += 2;
    } else {
        p[0] = (uint8_t)(0xE0 | c >> 12);
        p[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        p[2] = (uint8_t)(0x80 | (c & 0x3F));
        text->len += 3;
    }
}

/* Accent and letter in one; 0: there is no such letter on the keyboards this is for. */
static unsigned accented(unsigned accent, unsigned letter)
{
    static const struct {
        uint16_t accent;
        const char *letters;
        uint16_t with[12];
    } all[] = {
        { '`', "aeiouAEIOU", { 0xE0, 0xE8, 0xEC, 0xF2, 0xF9, 0xC0, 0xC8, 0xCC, 0xD2, 0xD9 } },
        { 0xB4, "aeiouyAEIOUY", { 0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xFD, 0xC1, 0xC9, 0xCD, 0xD3, 0xDA, 0xDD } },
        { '^', "aeiouAEIOU", { 0xE2, 0xEA, 0xEE, 0xF4, 0xFB, 0xC2, 0xCA, 0xCE, 0xD4, 0xDB } },
        { '~', "anoANO", { 0xE3, 0xF1, 0xF5, 0xC3, 0xD1, 0xD5 } },
        { 0xA8, "aeiouyAEIOU", { 0xE4, 0xEB, 0xEF, 0xF6, 0xFC, 0xFF, 0xC4, 0xCB, 0xCF, 0xD6, 0xDC } },
    };
    for (size_t i = 0; i < PW_COUNT(all); i++) {
        const char *at = letter < 0x80 && letter > 0 ? strchr(all[i].letters, (int)letter) : NULL;
        if (all[i].accent == accent && at != NULL)
            return all[i].with[at - all[i].letters];
    }
    return 0;
}

/* A character after whatever accent waits. */
static void emit(struct pw_keyboard *k, struct pw_keyboard_text *text, unsigned c)
{
    unsigned accent = k->dead;
    k->dead = 0;
    if (accent != 0) {
        unsigned both = accented(accent, c);
        put(text, both != 0 ? both : accent);
        if (both != 0 || c == ' ')
            return;
    }
    put(text, c);
}

static void stray(struct pw_keyboard_text *text, const char *why)
{
    if (text->stray == NULL)
        text->stray = why;
}

/* ---- keys ---- */

static unsigned layout_char(const struct pw_layout *layout, uint8_t usage, int level)
{
    for (size_t i = 0; i < layout->count && layout->keys[i].usage <= usage; i++)
        if (layout->keys[i].usage == usage)
            return layout->keys[i].level[level];
    return 0;
}

static bool is_letter(unsigned c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c < 0x180 && c != 0xD7 && c != 0xF7);
}

/* The control character of a key: its own character in one of the two levels, else the US one. 0x100: none. */
static unsigned control(const struct pw_layout *layout, uint8_t usage, bool shift)
{
    const struct pw_layout *try[2] = { layout, &pw_layouts[0] };
    for (int i = 0; i < 2; i++) {
        unsigned c = layout_char(try[i], usage, shift) & 0x7FFF;
        if (c >= 'a' && c <= 'z')
            c -= 0x20;
        if (c >= '@' && c <= '_')
            return c & 0x1F;
    }
    return 0x100;
}

static unsigned named_key(uint8_t usage)
{
    static const char keypad[] = "/*-+\r1234567890."; /* 54 .. 63 */
    switch (usage) {
    case USAGE_ENTER:
        return '\r';
    case USAGE_ESC:
        return 0x1B;
    case USAGE_BACKSPACE:
        return '\b';
    case USAGE_TAB:
        return '\t';
    case USAGE_SPACE:
        return ' ';
    case USAGE_F8:
        return 0x1D;
    default:
        return usage >= USAGE_KP_SLASH && usage <= USAGE_KP_DOT ? (unsigned char)keypad[usage - USAGE_KP_SLASH] : 0;
    }
}

static void alt_digit(struct pw_keyboard *k, unsigned digit)
{
    if (k->alt_digits == 0)
        k->alt_ansi = digit == 0;
    if (k->alt_digits < 200)
        k->alt_digits++;
    k->alt_value = k->alt_value > 0xFFFF ? k->alt_value : k->alt_value * 10 + digit;
}

static void alt_end(struct pw_keyboard *k, struct pw_keyboard_text *text)
{
    unsigned v = k->alt_value, c = v;
    if (v > 0xFF)
        stray(text, "Alt with a number above 255, which is no character of a barcode");
    else {
        if (v >= 0x80 && !k->alt_ansi)
            c = oem[v - 0x80];
        else if (v >= 0x80 && v < 0xA0)
            c = ansi[v - 0x80];
        if (c == 0 && v != 0)
            stray(text, "Alt with a number that is no character");
        else
            emit(k, text, c);
    }
    k->alt_digits = 0;
    k->alt_value = 0;
}

static void press(struct pw_keyboard *k, uint8_t usage, struct pw_keyboard_text *text)
{
    uint8_t mods = k->mods;
    bool shift = (mods & SHIFT) != 0, alt = (mods & (LEFT_ALT | RIGHT_ALT)) != 0, ctrl = (mods & CTRL) != 0;
    bool third = (mods & RIGHT_ALT) != 0 || ((mods & LEFT_CTRL) != 0 && (mods & LEFT_ALT) != 0);
    unsigned c;
    if (usage >= 0xE0 || usage == USAGE_NUM || usage == USAGE_SCROLL)
        return; /* a modifier in the array; locks are the host's, and their lamps stay off */
    if (usage == USAGE_CAPS) {
        k->caps = !k->caps;
        return;
    }
    if (mods & GUI) {
        stray(text, "a key with the Windows key: a barcode that would give commands");
        return;
    }
    if (alt && usage >= USAGE_KP_1 && usage <= USAGE_KP_0) {
        alt_digit(k, usage == USAGE_KP_0 ? 0 : usage - USAGE_KP_1 + 1u);
        return;
    }
    if (third) {
        c = layout_char(k->layout, usage, shift ? 3 : 2);
    } else if (alt) {
        c = 0;
    } else if (ctrl) {
        c = control(k->layout, usage, shift);
        if (c <= 0x1F) {
            emit(k, text, c);
            return;
        }
        c = 0;
    } else if ((c = named_key(usage)) == 0) {
        c = layout_char(k->layout, usage, shift);
        if (k->caps && is_letter(layout_char(k->layout, usage, 0)))
            c = layout_char(k->layout, usage, !shift);
    } else if (c == '\r') {
        k->caps = false;
    }
    if (c == 0)
        stray(text, alt || ctrl ? "a key with Ctrl or Alt that is no character: a barcode that would give commands"
                                : "a key that is no character (a function or arrow key)");
    else if ((c & PW_LAYOUT_DEAD) == 0)
        emit(k, text, c);
    else if (k->dead != 0)
        emit(k, text, c & 0x7FFFu); /* twice the accent key: both accents stand alone */
    else
        k->dead = c & 0x7FFF;
}

void pw_keyboard_report(struct pw_keyboard *keyboard, struct pw_bytes report, struct pw_keyboard_text *ret_text)
{
    memset(ret_text, 0, sizeof *ret_text);
    if (report.len < 8) {
        stray(ret_text, "a report too short for a keyboard: this device doesn't speak the boot protocol");
        return;
    }
    uint8_t now[6];
    memcpy(now, report.data + 2, sizeof now);
    for (size_t i = 0; i < sizeof now; i++)
        if (now[i] != 0 && now[i] <= USAGE_ERRORS)
            return;
    keyboard->mods = report.data[0];
    if ((keyboard->mods & (LEFT_ALT | RIGHT_ALT)) == 0 && keyboard->alt_digits > 0)
        alt_end(keyboard, ret_text);
    for (size_t i = 0; i < sizeof now; i++)
        if (now[i] != 0 && memchr(keyboard->down, now[i], sizeof now) == NULL && memchr(now, now[i], i) == NULL)
            press(keyboard, now[i], ret_text);
    memcpy(keyboard->down, now, sizeof now);
}

void pw_keyboard_rest(struct pw_keyboard *keyboard, struct pw_keyboard_text *ret_text)
{
    memset(ret_text, 0, sizeof *ret_text);
    if (keyboard->dead != 0)
        put(ret_text, keyboard->dead);
    keyboard->dead = 0;
    keyboard->caps = false;
    keyboard->alt_digits = 0;
    keyboard->alt_value = 0;
}

void pw_keyboard_forget(struct pw_keyboard *keyboard)
{
    struct pw_keyboard_text text;
    pw_keyboard_rest(keyboard, &text);
    keyboard->mods = 0;
    memset(keyboard->down, 0, sizeof keyboard->down);
}
