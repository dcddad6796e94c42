#include "support/scanner_rig.h"
#include "support/test_loop.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder_of_tests(void)
{
    static char folder[256];
    if (folder[0] == '\0' || access(folder, F_OK) != 0) /* it is removed behind each test */
        snprintf(folder, sizeof folder, "%s", pw_test_tmp());
    return folder;
}

static char path[300], section[400];

static void start(struct scanner_rig *rig, const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder_of_tests(), name);
    snprintf(section, sizeof section, "driver = pipe\npath = %s", path);
    scanner_rig_start(rig, section);
}

static int writer(void)
{
    int fd = open(path, O_WRONLY | O_NONBLOCK);
    CHECK(fd >= 0);
    return fd;
}

static void say(int fd, const char *text)
{
    CHECK_INT(write(fd, text, strlen(text)), strlen(text));
}

TEST(the_fifo_is_made_and_each_line_is_a_scan)
{
    struct scanner_rig rig;
    struct stat st;
    start(&rig, "new-folder/scan");
    CHECK_STR(scanner_rig_heard(&rig), "link ready\n");
    CHECK_INT(stat(path, &st), 0);
    CHECK(S_ISFIFO(st.st_mode));
    CHECK_INT(st.st_mode & 0777, 0600);
    int fd = writer();
    say(fd, "4006381333931\n]C10104006381333931\x1d"
            "10A\r\n");
    scanner_rig_await(&rig, "10A");
    CHECK_STR(scanner_rig_heard(&rig), "scan 4006381333931\nscan ]C10104006381333931\\x1d10A\n");
    CHECK(rig.last_started_us > 0 && rig.last_started_us <= rig.last_ended_us);
    close(fd);
    scanner_rig_stop(&rig);
}

TEST(writers_come_and_go)
{
    struct scanner_rig rig;
    start(&rig, "come-and-go");
    for (int i = 0; i < 3; i++) {
        int fd = writer();
        say(fd, "A\n");
        close(fd);
        scanner_rig_await(&rig, "scan A\n");
        CHECK(strstr(scanner_rig_heard(&rig), "link missing") == NULL);
        alarm(20); /* without a writer it is quiet, not at its end for ever: this wouldn't return */
        pw_test_loop_advance(rig.loop, 1000000);
        alarm(0);
    }
    scanner_rig_stop(&rig);
}

TEST(half_a_line_and_silence_is_garbage)
{
    struct scanner_rig rig;
    start(&rig, "half");
    scanner_rig_heard(&rig);
    int fd = writer();
    say(fd, "400638");
    scanner_rig_await(&rig, "garbage");
    say(fd, "1333931\n");
    scanner_rig_await(&rig, "scan");
    CHECK_STR(scanner_rig_heard(&rig), "garbage 400638\nscan 1333931\n");
    close(fd);
    scanner_rig_stop(&rig);
}

TEST(a_fifo_that_is_removed_is_made_again)
{
    struct scanner_rig rig;
    start(&rig, "removed");
    CHECK_INT(unlink(path), 0);
    for (int i = 0; i < 200 && access(path, F_OK) != 0; i++) {
        pw_test_loop_advance(rig.loop, 100000);
        usleep(1000);
    }
    int fd = writer();
    say(fd, "A\n");
    scanner_rig_await(&rig, "scan A\n");
    close(fd);
    scanner_rig_stop(&rig);
}

TEST(a_file_in_the_way_is_named_and_left_alone)
{
    struct scanner_rig rig;
    snprintf(path, sizeof path, "%s/file", folder_of_tests());
    FILE *f = fopen(path, "w");
    CHECK(f != NULL);
    fputs("precious", f);
    fclose(f);
    start(&rig, "file");
    CHECK_STR(scanner_rig_heard(&rig), "link failed\n");
    CHECK(strstr(rig.why, path) != NULL);
    size_t len;
    char *kept = pw_test_read(path, &len);
    CHECK_STR(kept, "precious");
    free(kept);
    CHECK_INT(unlink(path), 0); /* the person mends it */
    scanner_rig_await(&rig, "link ready");
    scanner_rig_stop(&rig);
}

TEST(a_pipe_without_a_path_is_refused)
{
    struct pw_error err = { 0 };
    scanner_rig_refused("driver = pipe", &err);
    CHECK_INT(err.code, PW_ERR_CONFIG);
    CHECK(strstr(err.text, "path") != NULL);
}
