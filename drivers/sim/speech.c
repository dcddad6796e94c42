#include "sim/speech.h"

#include "sim/epl_paper.h"
#include "sim/escpos_paper.h"
#include "sim/tspl_paper.h"
#include "sim/zpl_paper.h"

#define SPEECH(name)                                                                                                             \
    static bool name##_create(const struct pw_paper_setup *setup, const struct pw_paper_sink *sink, void **ret_paper,            \
                              struct pw_error *err)                                                                              \
    {                                                                                                                            \
        struct pw_##name##_paper *paper;                                                                                         \
        bool ok = pw_##name##_paper_create(setup, sink, &paper, err);                                                            \
        *ret_paper = ok ? paper : NULL;                                                                                          \
        return ok;                                                                                                               \
    }                                                                                                                            \
    static bool name##_feed(void *paper, struct pw_bytes in, struct pw_error *err)                                               \
    {                                                                                                                            \
        return pw_##name##_paper_feed(paper, in, err);                                                                           \
    }                                                                                                                            \
    static void name##_sensors(void *paper, unsigned state)                                                                      \
    {                                                                                                                            \
        pw_##name##_paper_sensors(paper, state);                                                                                 \
    }                                                                                                                            \
    static void name##_reset(void *paper)                                                                                        \
    {                                                                                                                            \
        pw_##name##_paper_reset(paper);                                                                                          \
    }                                                                                                                            \
    static void name##_destroy(void *paper)                                                                                      \
    {                                                                                                                            \
        pw_##name##_paper_destroy(paper);                                                                                        \
    }

SPEECH(escpos)
SPEECH(zpl)
SPEECH(tspl)
SPEECH(epl)

static void escpos_realtime(void *paper, struct pw_bytes in, bool waiting)
{
    (void)waiting;
    pw_escpos_paper_realtime(paper, in);
}

static void zpl_realtime(void *paper, struct pw_bytes in, bool waiting)
{
    pw_zpl_paper_realtime(paper, in, waiting);
}

static void tspl_realtime(void *paper, struct pw_bytes in, bool waiting)
{
    (void)waiting;
    pw_tspl_paper_realtime(paper, in);
}

static void epl_realtime(void *paper, struct pw_bytes in, bool waiting)
{
    (void)waiting;
    pw_epl_paper_realtime(paper, in);
}

static const struct pw_sim_speech speeches[] = {
    { "escpos", false, escpos_create, escpos_feed, escpos_sensors, escpos_realtime, escpos_reset, escpos_destroy },
    { "zpl", true, zpl_create, zpl_feed, zpl_sensors, zpl_realtime, zpl_reset, zpl_destroy },
    { "tspl", true, tspl_create, tspl_feed, tspl_sensors, tspl_realtime, tspl_reset, tspl_destroy },
    { "epl", true, epl_create, epl_feed, epl_sensors, epl_realtime, epl_reset, epl_destroy },
};

const struct pw_sim_speech *pw_sim_speech_find(const char *language)
{
    for (size_t i = 0; i < PW_COUNT(speeches); i++)
        if (strcmp(speeches[i].language, language) == 0)
            return &speeches[i];
    return NULL;
}
