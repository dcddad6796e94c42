#include "test.h"

#include "document/address.h"

static void check(struct pw_address a, bool country, const char *want)
{
    struct pw_address_text text;
    struct pw_error err;
    CHECK_OK(pw_address_format(&a, country, &text, &err), err);
    struct pw_buf out;
    pw_buf_init(&out, 10000);
    for (size_t i = 0; i < text.count; i++)
        pw_buf_printf(&out, "%s%s", i == 0 ? "" : " / ", text.lines[i].text);
    CHECK_STR(pw_buf_text(&out), want);
    pw_buf_finish(&out);
    pw_address_text_finish(&text);
}

TEST(each_country_has_its_order_of_city_and_postal_code)
{
    /* forms as the posts of these countries give them (Universal Postal Union, addressing sheets) */
    check(
        (struct pw_address){
            .name = "A", .line1 = "1 B St", .city = "Springfield", .region = "OR", .postal_code = "97477", .country = "US" },
        false, "A / 1 B St / Springfield OR 97477");
    check((struct pw_address){ .name = "A", .line1 = "B 1", .city = "Porto", .postal_code = "4000-123", .country = "PT" }, true,
          "A / B 1 / 4000-123 Porto / PORTUGAL");
    check((struct pw_address){ .name = "A", .line1 = "1 B", .city = "London", .postal_code = "SW1A 1AA", .country = "gb" }, true,
          "A / 1 B / London / SW1A 1AA / UNITED KINGDOM");
    check(
        (struct pw_address){
            .name = "A", .line1 = "1 B", .city = "Singapore", .region = "singapore", .postal_code = "018956", .country = "SG" },
        true, "A / 1 B / Singapore 018956 / SINGAPORE");
    check(
        (struct pw_address){
            .name = "A", .line1 = "1 B", .city = "Pune", .region = "Maharashtra", .postal_code = "411001", .country = "IN" },
        false, "A / 1 B / Pune, Maharashtra 411001");
    check((struct pw_address){ .name = "山田",
                               .line1 = "渋谷1-2-3",
                               .city = "渋谷区",
                               .region = "東京都",
                               .postal_code = "150-0002",
                               .country = "JP" },
          true, "山田 / 〒150-0002 / 東京都 渋谷区 / 渋谷1-2-3 / JAPAN");
    check((struct pw_address){ .name = "T",
                               .line1 = "1-2-3 Shibuya",
                               .city = "Shibuya-ku",
                               .region = "Tokyo",
                               .postal_code = "150-0002",
                               .country = "JP" },
          false, "T / 1-2-3 Shibuya / Shibuya-ku, Tokyo 150-0002");
}

TEST(nothing_of_an_address_is_left_out)
{
    static const char *const codes[] = { "US", "PT", "GB", "SG", "JP", "ZZ", "Freedonia", "" };
    struct pw_address a = { "n1", "c2", "l3", "l4", "l5", "t6", "r7", "p8", NULL };
    for (size_t i = 0; i < PW_COUNT(codes); i++) {
        a.country = codes[i];
        struct pw_address_text text;
        struct pw_error err;
        CHECK_OK(pw_address_format(&a, true, &text, &err), err);
        char all[1000] = "";
        for (size_t n = 0; n < text.count; n++)
            strcat(strcat(all, text.lines[n].text), " ");
        static const char *const parts[] = { "n1", "c2", "l3", "l4", "l5", "t6", "r7", "p8" };
        for (size_t n = 0; n < PW_COUNT(parts); n++)
            if (strstr(all, parts[n]) == NULL)
                pw_test_fail(__FILE__, __LINE__, "%s: %s has no %s", codes[i], all, parts[n]);
        pw_address_text_finish(&text);
    }
}

TEST(every_part_may_be_absent)
{
    struct pw_address full = { "n", "c", "l", "l", "l", "t", "r", "p", NULL };
    static const char *const codes[] = { "US", "PT", "GB", "SG", "JP", NULL };
    for (size_t i = 0; i < PW_COUNT(codes); i++)
        for (unsigned mask = 0; mask < 256; mask++) {
            struct pw_address a = full;
            const char **parts[] = { &a.name, &a.company, &a.line1, &a.line2, &a.line3, &a.city, &a.region, &a.postal_code };
            for (int n = 0; n < 8; n++)
                if ((mask >> n & 1) == 0)
                    *parts[n] = n % 2 ? "" : NULL;
            a.country = codes[i];
            struct pw_address_text text;
            struct pw_error err;
            CHECK_OK(pw_address_format(&a, true, &text, &err), err);
            for (size_t n = 0; n < text.count; n++) {
                size_t len = strlen(text.lines[n].text);
                CHECK(len > 0 && text.lines[n].text[0] != ' ' && text.lines[n].text[0] != ',' &&
                      text.lines[n].text[len - 1] != ' ');
            }
            pw_address_text_finish(&text);
        }
}

TEST(countries_are_known_by_code_in_any_case)
{
    CHECK_STR(pw_country_name("de"), "GERMANY");
    CHECK_STR(pw_country_name("ZW"), "ZIMBABWE");
    CHECK_STR(pw_country_name("AD"), "ANDORRA");
    CHECK_STR(pw_country_name("UK"), "UNITED KINGDOM");
    CHECK(pw_country_name("ZZ") == NULL);
    CHECK(pw_country_name("") == NULL);
    CHECK(pw_country_name("DEU") == NULL);
    CHECK(pw_country_name(NULL) == NULL);
    CHECK(pw_address_same_country("uk", "GB"));
    CHECK(pw_address_same_country("Germany", "DE"));
    CHECK(!pw_address_same_country("US", "CA"));
    CHECK(!pw_address_same_country("", ""));
}

TEST(every_code_from_aa_to_zz_is_found_only_where_it_is)
{
    int known = 0;
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            known += pw_country_name((char[]){ a, b, '\0' }) != NULL;
    CHECK_INT(known, 249 + 2); /* ISO 3166-1 has 249; XK and UK beside them */
}
