#include "station/notes.h"

#include <stddef.h>

static const struct {
    const char *name, *title, *words;
} notes[PW_NOTES] = {
    [PW_NOTE_ORDER] = { "order", "Instructions for this order", "" },
    [PW_NOTE_GIFT] = { "gift", "Gift", "It is a gift with a message: its slip shows no prices." },
    [PW_NOTE_ARTICLE] = { "article", "Instruction", "" },
    [PW_NOTE_FRAGILE] = { "fragile", "Fragile", "Pad it well." },
    [PW_NOTE_HAZMAT] = { "hazmat", "Dangerous goods", "" },
};

const char *pw_note_name(enum pw_note kind)
{
    return kind < PW_NOTES ? notes[kind].name : NULL;
}

const char *pw_note_title(enum pw_note kind)
{
    return notes[kind].title;
}

const char *pw_note_words(enum pw_note kind)
{
    return notes[kind].words;
}
