/* A hot folder's files, in a folder of their own under /tmp. */
#include "intake/drop.h"

#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE = 1000000 };

struct place {
    char folder[64], path[400];
    struct pw_drop_file file;
    struct pw_buf content;
    struct pw_error why, err;
};

static void open_place(struct place *p)
{
    *p = (struct place){ .folder = "/tmp/packwright-test-XXXXXX" };
    CHECK(mkdtemp(p->folder) != NULL);
    pw_buf_init(&p->content, 1000);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void close_place(struct place *p)
{
    pw_buf_finish(&p->content);
    nftw(p->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *in(struct place *p, const char *name)
{
    snprintf(p->path, sizeof p->path, "%s/%s", p->folder, name);
    return p->path;
}

static void put(struct place *p, const char *name, const char *text)
{
    FILE *f = fopen(in(p, name), "we");
    CHECK(f != NULL);
    fputs(text, f);
    fclose(f);
}

static bool there(struct place *p, const char *name)
{
    return access(in(p, name), F_OK) == 0;
}

/* As if us microseconds had passed since now. */
static enum pw_drop_look look(struct place *p, int64_t us)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    p->content.len = 0;
    return pw_drop_next(p->folder, SETTLE, (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + us, &p->file, &p->content, &p->why,
                        &p->err);
}

TEST(names_of_unfinished_files_do_not_count)
{
    static const char *const no[] = { "",   ".hidden", "a.part",  "a.PART",       "a.tmp", "a.partial", "a.filepart",
                                      "a~", "done",    "refused", "a.crdownload", "..",    "." };
    static const char *const yes[] = { "a", "a.zpl", "part", "tmp", "a.part.zpl", "~a", "\xff\xfe" };
    for (size_t i = 0; i < PW_COUNT(no); i++)
        CHECK(!pw_drop_name_counts(no[i]));
    for (size_t i = 0; i < PW_COUNT(yes); i++)
        CHECK(pw_drop_name_counts(yes[i]));
}

TEST(a_file_is_taken_when_it_has_settled)
{
    struct place p;
    open_place(&p);
    CHECK_INT(look(&p, 0), PW_DROP_EMPTY);
    put(&p, "a.zpl", "^XA^XZ");
    CHECK_INT(look(&p, 0), PW_DROP_WAIT);
    CHECK_INT(look(&p, SETTLE), PW_DROP_FOUND);
    CHECK_STR(p.file.name, "a.zpl");
    CHECK_INT(p.why.code, PW_OK);
    CHECK_BYTES(pw_buf_peek(&p.content), pw_bytes_str("^XA^XZ"));
    close_place(&p);
}

TEST(a_file_that_somebody_writes_is_left_alone_and_holds_up_no_other)
{
    struct place p;
    open_place(&p);
    put(&p, "a.zpl", "half");
    int fd = open(in(&p, "a.zpl"), O_WRONLY | O_APPEND | O_CLOEXEC);
    CHECK(fd >= 0);
    CHECK_INT(look(&p, 10 * SETTLE), PW_DROP_WAIT);
    put(&p, "b.zpl", "whole");
    CHECK_INT(look(&p, 10 * SETTLE), PW_DROP_FOUND);
    CHECK_STR(p.file.name, "b.zpl");
    close(fd);
    CHECK_INT(look(&p, 10 * SETTLE), PW_DROP_FOUND);
    CHECK_STR(p.file.name, "a.zpl");
    close_place(&p);
}

TEST(the_oldest_comes_first_and_what_is_no_file_never)
{
    struct place p;
    open_place(&p);
    put(&p, "young", "2");
    put(&p, "old", "1");
    const struct timespec past[2] = { { 1000, 0 }, { 1000, 0 } };
    CHECK(utimensat(AT_FDCWD, in(&p, "old"), past, 0) == 0);
    CHECK(mkdir(in(&p, "folder"), 0700) == 0);
    CHECK(symlink("/etc/passwd", in(&p, "link")) == 0);
    CHECK(mkfifo(in(&p, "fifo"), 0600) == 0);
    CHECK_INT(look(&p, 2 * SETTLE), PW_DROP_FOUND);
    CHECK_STR(p.file.name, "old");
    CHECK_OK(pw_drop_put_away(p.folder, &p.file, PW_DROP_DONE, NULL, &p.err), p.err);
    CHECK_INT(look(&p, 2 * SETTLE), PW_DROP_FOUND);
    CHECK_STR(p.file.name, "young");
    CHECK_OK(pw_drop_put_away(p.folder, &p.file, PW_DROP_DONE, NULL, &p.err), p.err);
    CHECK_INT(look(&p, 2 * SETTLE), PW_DROP_EMPTY);
    close_place(&p);
}

TEST(what_is_too_large_or_may_not_be_read_is_found_to_be_refused)
{
    struct place p;
    char large[1200];
    open_place(&p);
    memset(large, 'x', sizeof large);
    large[sizeof large - 1] = '\0';
    put(&p, "large", large);
    CHECK_INT(look(&p, SETTLE), PW_DROP_FOUND);
    CHECK_INT(p.why.code, PW_ERR_TOO_BIG);
    close_place(&p);
    CHECK_INT(look(&p, SETTLE), PW_DROP_FAILED); /* the folder is gone */
    CHECK_INT(p.err.code, PW_ERR_NOT_FOUND);
}

TEST(the_same_file_has_the_same_key_and_another_has_not)
{
    struct place p;
    char key[PW_DROP_KEY_SIZE];
    open_place(&p);
    put(&p, "a", "one");
    CHECK_INT(look(&p, SETTLE), PW_DROP_FOUND);
    snprintf(key, sizeof key, "%s", p.file.key);
    CHECK_INT(look(&p, 5 * SETTLE), PW_DROP_FOUND);
    CHECK_STR(p.file.key, key);
    put(&p, "a", "three");
    CHECK_INT(look(&p, SETTLE), PW_DROP_FOUND);
    CHECK(strcmp(p.file.key, key) != 0);
    close_place(&p);
}

TEST(what_is_put_away_never_replaces_another)
{
    struct place p;
    open_place(&p);
    for (int i = 0; i < 3; i++) {
        put(&p, "a.zpl", i == 0 ? "1" : i == 1 ? "22" : "333");
        CHECK_INT(look(&p, SETTLE), PW_DROP_FOUND);
        CHECK_OK(pw_drop_put_away(p.folder, &p.file, PW_DROP_REFUSED, "it is no label", &p.err), p.err);
    }
    CHECK(there(&p, "refused/a.zpl") && there(&p, "refused/a-2.zpl") && there(&p, "refused/a-3.zpl"));
    CHECK(there(&p, "refused/a.zpl.reason.txt") && there(&p, "refused/a-2.zpl.reason.txt"));
    CHECK(!there(&p, "a.zpl"));
    close_place(&p);
}

TEST(one_that_was_replaced_meanwhile_stays)
{
    struct place p;
    open_place(&p);
    put(&p, "a", "one");
    CHECK_INT(look(&p, SETTLE), PW_DROP_FOUND);
    put(&p, "a", "another");
    CHECK_OK(pw_drop_put_away(p.folder, &p.file, PW_DROP_DONE, NULL, &p.err), p.err);
    CHECK(there(&p, "a") && !there(&p, "done/a"));
    close_place(&p);
}
