#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Fontconfig 2.14 keeps one pattern that nobody can free. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

static struct pw_test *first, **last = &first;
static jmp_buf out;
static const char *suite = "tests";
static int failed, cut_short;
static bool apart; /* this is a child of the test */
static char tmp[64];

void pw_test_register(struct pw_test *test)
{
    *last = test;
    last = &test->next;
}

/* One line, whatever is in the text. */
static void say(const char *verdict, const char *name, const char *why)
{
    printf("%s - %s: %s", verdict, suite, name);
    if (why != NULL) {
        printf(": ");
        for (const char *p = why; *p != '\0'; p++)
            putchar((unsigned char)*p < 0x20 ? ' ' : *p);
    }
    putchar('\n');
    fflush(stdout);
}

static const char *running;

void pw_test_fail(const char *file, int line, const char *fmt, ...)
{
    char why[2000];
    int n = snprintf(why, sizeof why, "%s:%d: ", file, line);
    va_list args;
    va_start(args, fmt);
    vsnprintf(why + n, sizeof why - (size_t)n, fmt, args);
    va_end(args);
    if (apart) {
        fprintf(stderr, "# %s\n", why);
        _exit(1);
    }
    say("not ok", running, why);
    failed++;
    longjmp(out, 1);
}

void pw_test_apart(void (*fn)(void *user), void *user)
{
    int status;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        apart = true;
        fn(user);
        fflush(NULL);
        _exit(0);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        pw_test_fail("fork", 0, "%s", strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        pw_test_fail("a process of its own", 0, "%s %d, see above", WIFEXITED(status) ? "it ended with" : "it died of signal",
                     WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

void pw_test_skip(const char *fmt, ...)
{
    char why[500];
    va_list args;
    va_start(args, fmt);
    vsnprintf(why, sizeof why, fmt, args);
    va_end(args);
    say("skip", running, why);
    longjmp(out, 2);
}

void pw_test_check_str(const char *file, int line, const char *what, const char *got, const char *want)
{
    if (got == NULL || want == NULL ? got != want : strcmp(got, want) != 0)
        pw_test_fail(file, line, "%s is \"%.700s\", not \"%.700s\"", what, got == NULL ? "(null)" : got,
                     want == NULL ? "(null)" : want);
}

void pw_test_check_bytes(const char *file, int line, const char *what, struct pw_bytes got, struct pw_bytes want)
{
    if (pw_bytes_equal(got, want))
        return;
    size_t at = 0;
    while (at < got.len && at < want.len && got.data[at] == want.data[at])
        at++;
    char hex[2][80] = { "", "" };
    struct pw_bytes both[2] = { got, want };
    for (int side = 0; side < 2; side++)
        for (size_t i = at; i < both[side].len && i < at + 16; i++)
            snprintf(hex[side] + 3 * (i - at), 80 - 3 * (i - at), "%02x ", both[side].data[i]);
    pw_test_fail(file, line, "%s: %zu bytes, not %zu; from byte %zu: %sinstead of %s", what, got.len, want.len, at, hex[0],
                 hex[1]);
}

uint8_t *pw_test_copy(const void *data, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL)
        abort();
    if (size != 0)
        memcpy(copy, data, size);
    return copy;
}

char *pw_test_read(const char *path, size_t *ret_len)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        pw_test_fail(path, 0, "%s", strerror(errno));
    size_t len = 0, cap = 65536;
    char *text = malloc(cap);
    size_t n;
    while (text != NULL && (n = fread(text + len, 1, cap - len - 1, f)) > 0) {
        len += n;
        if (cap - len < 2)
            text = realloc(text, cap *= 2);
    }
    fclose(f);
    if (text == NULL)
        abort();
    text[len] = '\0';
    if (ret_len != NULL)
        *ret_len = len;
    return text;
}

const char *pw_test_shared(void)
{
    const char *dir = getenv("PACKWRIGHT_SHARED");
    if (dir == NULL)
        dir = "../shared";
    return access(dir, R_OK) == 0 ? dir : NULL;
}

const char *pw_test_shared_file(const char *name)
{
    static char path[1024];
    const char *dir = pw_test_shared();
    if (dir == NULL)
        pw_test_skip("no shared reference data here ($PACKWRIGHT_SHARED)");
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (access(path, R_OK) != 0)
        pw_test_skip("%s isn't in the shared reference data", name);
    return path;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void remove_tmp(void)
{
    if (tmp[0] != '\0')
        nftw(tmp, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    tmp[0] = '\0';
}

const char *pw_test_tmp(void)
{
    remove_tmp();
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || strlen(folder) > sizeof tmp - 30)
        folder = "/tmp";
    snprintf(tmp, sizeof tmp, "%s/packwright-test-XXXXXX", folder);
    if (mkdtemp(tmp) == NULL)
        pw_test_fail("mkdtemp", 0, "%s", strerror(errno));
    return tmp;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    suite = slash == NULL ? argv[0] : slash + 1;
    atexit(remove_tmp);
    for (struct pw_test *volatile test = first; test != NULL; test = test->next) {
        if (argc > 1 && strstr(test->name, argv[1]) == NULL)
            continue;
        running = test->name;
        if (setjmp(out) == 0) {
            test->run();
            say("ok", running, NULL);
        } else {
            cut_short++;
        }
    }
    if (cut_short > 0) { /* what a test that was left half way had allocated is no leak of the program's */
        remove_tmp();
        _exit(failed == 0 ? 0 : 1);
    }
    return failed == 0 ? 0 : 1;
}
