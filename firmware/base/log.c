#include "packwright/log.h"

#include "packwright/bytes.h"
#include "packwright/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_stderr(struct pw_log *log, enum pw_log_level level, const char *component, const char *text)
{
    (void)log;
    char line[1400];
    const char *prefix = "";
    char number[8];
    if (getenv("JOURNAL_STREAM") != NULL) {
        snprintf(number, sizeof number, "<%d>", (int)level);
        prefix = number;
    }
    int len = snprintf(line, sizeof line, "%spackwright %s: %s\n", prefix, component, text);
    if (len < 0)
        return;
    if ((size_t)len >= sizeof line) {
        len = (int)sizeof line - 1;
        line[len - 1] = '\n';
    }
    ssize_t written = write(STDERR_FILENO, line, (size_t)len);
    (void)written; /* there is nowhere to complain to */
}

void pw_log_init_stderr(struct pw_log *log, enum pw_log_level level)
{
    *log = (struct pw_log){ .level = level, .write = write_stderr };
}

void pw_log(struct pw_log *log, enum pw_log_level level, const char *component, const char *fmt, ...)
{
    if (log == NULL || level > log->level)
        return;
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct pw_buf clean;
    pw_buf_init(&clean, 4096);
    pw_utf8_visible(pw_bytes_str(text), &clean);
    log->write(log, level, component, pw_buf_text(&clean));
    pw_buf_finish(&clean);
}
