/* What a packer must know of an order or an article, and may have to say that they have read. */
#ifndef PACKWRIGHT_NOTES_H
#define PACKWRIGHT_NOTES_H

#include <stdbool.h>
#include <stdint.h>

enum pw_note {
    PW_NOTE_ORDER,   /* the order's instructions */
    PW_NOTE_GIFT,    /* it is a gift */
    PW_NOTE_ARTICLE, /* an article's instruction */
    PW_NOTE_FRAGILE,
    PW_NOTE_HAZMAT, /* dangerous goods: the UN number */
    PW_NOTES
};

enum {
    PW_NOTE_TEXT = 241,   /* bytes of a note, as the sign shows it; the page has all of it */
    PW_NOTE_DIGEST = 17,  /* of the whole text */
    PW_ORDER_NOTES = 2,   /* an order has at most */
    PW_LINE_NOTES = 6,    /* a line: of an article, and of the kit that it is in */
    PW_NOTES_SHOWN = 132, /* the digests of all of those, and the NUL */
};

struct pw_note_fact {
    enum pw_note kind;
    char text[PW_NOTE_TEXT]; /* "" where the kind says it all */
    char digest[PW_NOTE_DIGEST];
    bool read; /* this text, by whoever packs now */
};

/** "order", "gift", "article", ...: as the configuration has it. NULL for a value that has none. Thread: any. */
const char *pw_note_name(enum pw_note kind);
/** What the page has above its text. */
const char *pw_note_title(enum pw_note kind);
/** What it says where it has no text of its own. */
const char *pw_note_words(enum pw_note kind);

#endif
