/* Mustache judged by the specification's own tests: all of them where they are at hand, the telling ones typed here. */
#include "document/arena.h"
#include "document/mustache.h"
#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* JSON as a tree of values in arena. */
static struct pw_value value_of(const json_t *json, struct pw_arena *arena)
{
    char text[64];
    size_t n = json_is_array(json) ? json_array_size(json) : json_object_size(json), i = 0;
    switch (json_typeof(json)) {
    case JSON_OBJECT: {
        struct pw_member *members = pw_arena_take(arena, (n + 1) * sizeof *members);
        const char *key;
        json_t *item;
        json_object_foreach((json_t *)(uintptr_t)json, key, item) members[i++] = (struct pw_member){ key, value_of(item, arena) };
        return pw_value_map(members, n);
    }
    case JSON_ARRAY: {
        struct pw_value *items = pw_arena_take(arena, (n + 1) * sizeof *items);
        for (; i < n; i++)
            items[i] = value_of(json_array_get(json, i), arena);
        return pw_value_list(items, n);
    }
    case JSON_STRING:
        return pw_value_bytes(pw_bytes_str(json_string_value(json)));
    case JSON_INTEGER:
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(json));
        return pw_value_bytes(pw_arena_copy(arena, pw_bytes_str(text)));
    case JSON_REAL:
        snprintf(text, sizeof text, "%g", json_real_value(json));
        return pw_value_bytes(pw_arena_copy(arena, pw_bytes_str(text)));
    case JSON_TRUE:
    case JSON_FALSE:
        return pw_value_bool(json_is_true(json));
    case JSON_NULL:
        break;
    }
    return (struct pw_value){ 0 };
}

struct partials {
    const char *names[8];
    struct pw_mustache *compiled[8];
    size_t count;
};

static const struct pw_mustache *find_partial(const void *user, struct pw_bytes name)
{
    const struct partials *p = user;
    for (size_t i = 0; i < p->count; i++)
        if (pw_bytes_equal(pw_bytes_str(p->names[i]), name))
            return p->compiled[i];
    return NULL;
}

static void check_case(const char *name, const char *source, const json_t *data, const json_t *partials, const char *expected)
{
    struct pw_mustache *m;
    struct pw_error err = { 0 };
    struct partials p = { 0 };
    struct pw_buf out;
    const char *key;
    json_t *item;
    struct pw_arena *arena = pw_arena_create(1 << 20);
    struct pw_value value = value_of(data, arena);
    json_object_foreach((json_t *)(uintptr_t)partials, key, item)
    {
        p.names[p.count] = key;
        CHECK_OK(pw_mustache_compile(pw_bytes_str(json_string_value(item)), key, &p.compiled[p.count], &err), err);
        p.count++;
    }
    uint8_t *exact = pw_test_copy(source, strlen(source));
    CHECK_OK(pw_mustache_compile(pw_bytes_of(exact, strlen(source)), name, &m, &err), err);
    free(exact);
    pw_buf_init(&out, 1 << 16);
    struct pw_mustache_partials finder = { find_partial, &p };
    CHECK_OK(pw_mustache_render(m, &value, &finder, pw_escape_html, true, &out, &err), err);
    if (strcmp(pw_buf_text(&out), expected) != 0)
        pw_test_fail(__FILE__, __LINE__, "%s: got <%s>, not <%s>", name, pw_buf_text(&out), expected);
    pw_buf_finish(&out);
    pw_mustache_destroy(m);
    for (size_t i = 0; i < p.count; i++)
        pw_mustache_destroy(p.compiled[i]);
    pw_arena_destroy(arena);
}

static void run_file(const char *file)
{
    json_error_t why;
    json_t *all = json_load_file(pw_test_shared_file(file), 0, &why), *test;
    size_t i, n = 0;
    CHECK(all != NULL);
    json_array_foreach(json_object_get(all, "tests"), i, test)
    {
        check_case(json_string_value(json_object_get(test, "name")), json_string_value(json_object_get(test, "template")),
                   json_object_get(test, "data"), json_object_get(test, "partials"),
                   json_string_value(json_object_get(test, "expected")));
        n++;
    }
    CHECK(n > 10);
    json_decref(all);
}

TEST(official_comments)
{
    run_file("mustache-spec/comments.json");
}
TEST(official_delimiters)
{
    run_file("mustache-spec/delimiters.json");
}
TEST(official_interpolation)
{
    run_file("mustache-spec/interpolation.json");
}
TEST(official_inverted)
{
    run_file("mustache-spec/inverted.json");
}
TEST(official_partials)
{
    run_file("mustache-spec/partials.json");
}
TEST(official_sections)
{
    run_file("mustache-spec/sections.json");
}

/* From the same files (mustache/spec 9cb20c3, MIT), so that a bare checkout proves the rules too. */
static const struct {
    const char *name, *template, *data, *partials, *expected;
} typed[] = {
    { "HTML escaping", "Esc: {{f}}", "{\"f\":\"& \\\" < >\"}", NULL, "Esc: &amp; &quot; &lt; &gt;" },
    { "triple mustache", "Raw: {{{f}}}", "{\"f\":\"& \\\" < >\"}", NULL, "Raw: & \" < >" },
    { "ampersand", "Raw: {{&f}}", "{\"f\":\"& \\\" < >\"}", NULL, "Raw: & \" < >" },
    { "no re-interpolation", "{{t}}: {{planet}}", "{\"t\":\"{{planet}}\",\"planet\":\"Earth\"}", NULL, "{{planet}}: Earth" },
    { "integers", "\"{{mph}} miles an hour!\"", "{\"mph\":85}", NULL, "\"85 miles an hour!\"" },
    { "null", "I ({{cannot}}) be seen!", "{\"cannot\":null}", NULL, "I () be seen!" },
    { "context miss", "I ({{cannot}}) be seen!", "{}", NULL, "I () be seen!" },
    { "dotted names", "\"{{a.b.c.d.e.name}}\" == \"Phil\"", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"name\":\"Phil\"}}}}}}", NULL,
      "\"Phil\" == \"Phil\"" },
    { "broken chain", "\"{{a.b.c.name}}\" == \"\"", "{\"a\":{\"b\":{}},\"c\":{\"name\":\"Jim\"}}", NULL, "\"\" == \"\"" },
    { "dotted context precedence", "{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"ERROR\"}}", NULL, "" },
    { "parent contexts", "\"{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}\"",
      "{\"a\":\"foo\",\"b\":\"wrong\",\"sec\":{\"b\":\"bar\"},\"c\":{\"d\":\"baz\"}}", NULL, "\"foo, bar, baz\"" },
    { "list", "\"{{#list}}{{item}}{{/list}}\"", "{\"list\":[{\"item\":1},{\"item\":2},{\"item\":3}]}", NULL, "\"123\"" },
    { "empty list", "\"{{#list}}Yay lists!{{/list}}\"", "{\"list\":[]}", NULL, "\"\"" },
    { "implicit iterator in nested arrays", "\"{{#list}}({{#.}}{{.}}{{/.}}){{/list}}\"",
      "{\"list\":[[1,2,3],[\"a\",\"b\",\"c\"]]}", NULL, "\"(123)(abc)\"" },
    { "inverted empty list", "\"{{^list}}Empty list{{/list}}\"", "{\"list\":[]}", NULL, "\"Empty list\"" },
    { "standalone lines", "| This Is\n{{#boolean}}\n|\n{{/boolean}}\n| A Line\n", "{\"boolean\":true}", NULL,
      "| This Is\n|\n| A Line\n" },
    { "indented standalone lines", "| This Is\n  {{#boolean}}\n|\n  {{/boolean}}\n| A Line\n", "{\"boolean\":true}", NULL,
      "| This Is\n|\n| A Line\n" },
    { "standalone line endings", "|\r\n{{#boolean}}\r\n{{/boolean}}\r\n|", "{\"boolean\":true}", NULL, "|\r\n|" },
    { "standalone without newline", "#{{#boolean}}\n/\n  {{/boolean}}", "{\"boolean\":true}", NULL, "#\n/\n" },
    { "internal whitespace", " | {{#boolean}} {{! Important Whitespace }}\n {{/boolean}} | \n", "{\"boolean\":true}", NULL,
      " |  \n  | \n" },
    { "multiline comment", "12345{{!\n  This is a\n  multi-line comment...\n}}67890\n", "{}", NULL, "1234567890\n" },
    { "multiline standalone comment", "Begin.\n{{!\nSomething's going on here...\n}}\nEnd.\n", "{}", NULL, "Begin.\nEnd.\n" },
    { "delimiters", "{{=<% %>=}}(<%text%>)", "{\"text\":\"Hey!\"}", NULL, "(Hey!)" },
    { "delimiters of a partial stay there", "[ {{>include}} ]\n[ .{{value}}.  .|value|. ]\n", "{\"value\":\"yes\"}",
      "{\"include\":\".{{value}}. {{= | | =}} .|value|.\"}", "[ .yes.  .yes. ]\n[ .yes.  .|value|. ]\n" },
    { "recursive partials", "{{>node}}", "{\"content\":\"X\",\"nodes\":[{\"content\":\"Y\",\"nodes\":[]}]}",
      "{\"node\":\"{{content}}<{{#nodes}}{{>node}}{{/nodes}}>\"}", "X<Y<>>" },
    { "indented partial", "\\\n {{>partial}}\n/\n", "{\"content\":\"<\\n->\"}", "{\"partial\":\"|\\n{{{content}}}\\n|\\n\"}",
      "\\\n |\n <\n->\n |\n/\n" },
    { "missing partial", "\"{{>text}}\"", "{}", "{}", "\"\"" },
};

TEST(the_specifications_telling_cases)
{
    for (size_t i = 0; i < PW_COUNT(typed); i++) {
        json_t *data = json_loads(typed[i].data, 0, NULL);
        json_t *partials = typed[i].partials != NULL ? json_loads(typed[i].partials, 0, NULL) : NULL;
        CHECK(data != NULL);
        check_case(typed[i].name, typed[i].template, data, partials, typed[i].expected);
        json_decref(data);
        json_decref(partials);
    }
}

static const struct {
    const char *source, *error;
} faults[] = {
    { "abc {{name", "t:1:5: a tag opens here and isn't closed" },
    { "\xc3\xa9 {{name", "t:1:3: a tag opens here and isn't closed" },
    { "one\n two {{#a}}\n", "t:2:6: a section opens here and isn't closed" },
    { "one\n{{/a}}", "t:2:1: {{/a}} closes nothing" },
    { "{{#a}}\n\n  {{/b}}", "t:3:3: {{/b}} where {{/a}} should close line 1" },
    { "{{}}", "t:1:1: a tag needs a name without blanks" },
    { "{{a b}}", "t:1:1: a tag needs a name without blanks" },
    { "{{a..b}}", "t:1:1: a tag needs a name without blanks" },
    { "{{{a}}", "t:1:1: a tag opens here and isn't closed" },
    { "{{=|=}}", "t:1:1: new delimiters must be two words of at most 15 bytes: {{=<% %>=}}" },
};

TEST(a_fault_names_line_and_column)
{
    for (size_t i = 0; i < PW_COUNT(faults); i++) {
        struct pw_mustache *m = NULL;
        struct pw_error err = { 0 };
        CHECK(!pw_mustache_compile(pw_bytes_str(faults[i].source), "t", &m, &err));
        CHECK_INT(err.code, PW_ERR_BAD_INPUT);
        CHECK_STR(err.text, faults[i].error);
    }
}

TEST(sections_and_partials_without_end_are_refused)
{
    struct pw_buf deep;
    struct pw_mustache *m;
    struct pw_error err = { 0 };
    pw_buf_init(&deep, 4096);
    for (int i = 0; i < 65; i++)
        pw_buf_puts(&deep, "{{#a}}");
    CHECK(!pw_mustache_compile(pw_buf_peek(&deep), "t", &m, &err));
    CHECK_STR(err.text, "t:1:385: more than 64 sections inside each other");
    pw_buf_reset(&deep);
    CHECK_OK(pw_mustache_compile(pw_bytes_str("\n x{{> again}}"), "again", &m, &err), err);
    struct partials p = { { "again" }, { m }, 1 };
    struct pw_mustache_partials finder = { find_partial, &p };
    struct pw_value none = { 0 };
    CHECK(!pw_mustache_render(m, &none, &finder, pw_escape_html, true, &deep, &err));
    CHECK_STR(err.text, "again:2:3: partials nest without end");
    pw_mustache_destroy(m);
    /* twice itself, 64 deep: no output and no end */
    CHECK_OK(pw_mustache_compile(pw_bytes_str("{{#.}}{{>again}}{{>again}}{{/.}}"), "again", &m, &err), err);
    struct pw_value yes = pw_value_bool(true);
    p.compiled[0] = m;
    pw_buf_reset(&deep);
    CHECK(!pw_mustache_render(m, &yes, &finder, pw_escape_html, true, &deep, &err));
    pw_mustache_destroy(m);
    pw_buf_finish(&deep);
}

TEST(output_stops_at_its_ceiling)
{
    struct pw_mustache *m;
    struct pw_error err = { 0 };
    struct pw_buf out;
    struct pw_value items[100];
    for (size_t i = 0; i < 100; i++)
        items[i] = pw_value_text("0123456789");
    struct pw_value list = pw_value_list(items, 100);
    CHECK_OK(pw_mustache_compile(pw_bytes_str("{{#.}}{{.}}{{/.}}"), "t", &m, &err), err);
    pw_buf_init(&out, 500);
    CHECK(!pw_mustache_render(m, &list, NULL, pw_escape_html, true, &out, &err));
    CHECK_INT(err.code, PW_ERR_TOO_BIG);
    pw_buf_finish(&out);
    pw_mustache_destroy(m);
}
