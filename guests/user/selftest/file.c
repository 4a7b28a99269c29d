/* Files: their content, their flags, their names. */
#include "selftest.h"

static void write_then_read(void)
{
	make_file("small", 1, 100);
	check_file("small", 1, 100);
	make_file("small", 2, 3 * FS_BLOCK_BYTES + 17);
	check_file("small", 2, 3 * FS_BLOCK_BYTES + 17);
	make_file("small", 3, 0);
	check_file("small", 3, 0);
	check_equal(unlink("small"), 0);
	check_equal(open("small", O_RDONLY), -ENOENT);
}

/* Past the direct blocks. */
static void big_file(void)
{
	const long bytes = (FS_DIRECT + 30) * (long)FS_BLOCK_BYTES + 5;

	make_file("big", 4, bytes);
	check_file("big", 4, bytes);
	check_equal(unlink("big"), 0);
}

static void open_without_create(void)
{
	check_equal(open("nothing", O_RDONLY), -ENOENT);
	check_equal(open("nothing", O_RDWR), -ENOENT);
	check_equal(open("nothing/x", O_CREATE), -ENOENT);
	check_equal(open("/readme.txt/x", O_RDONLY), -ENOTDIR);
	check_equal(open("", O_CREATE), -ENOENT);
}

static void truncate_on_open(void)
{
	make_file("trunc", 5, 2 * FS_BLOCK_BYTES);
	int keep = open("trunc", O_RDWR);
	int cut = open("trunc", O_WRONLY | O_TRUNC);
	check(keep >= 0 && cut >= 0);
	check_equal(read(keep, buffer, 100), 0);
	check_equal(write(cut, "abc", 3), 3);
	check_equal(read(keep, buffer, 100), 3);
	check_equal(unlink("trunc"), 0);
}

static void append_on_open(void)
{
	int first = open("append", O_CREATE | O_WRONLY | O_APPEND);
	int second = open("append", O_WRONLY | O_APPEND);

	check(first >= 0 && second >= 0);
	check_equal(write(first, "aa", 2), 2);
	check_equal(write(second, "bb", 2), 2);
	check_equal(write(first, "cc", 2), 2);
	int file = open("append", O_RDONLY);
	check_equal(read(file, buffer, 100), 6);
	check_equal(memcmp(buffer, "aabbcc", 6), 0);
	check_equal(unlink("append"), 0);
}

static void flags_are_kept_to(void)
{
	int file = open("flags", O_CREATE | O_WRONLY);

	check(file >= 0);
	check_equal(read(file, buffer, 1), -EBADF);
	close(file);
	file = open("flags", O_RDONLY);
	check_equal(write(file, buffer, 1), -EBADF);
	close(file);
	check_equal(unlink("flags"), 0);
}

static void dup_shares_the_offset(void)
{
	make_file("dup", 6, 100);
	int file = open("dup", O_RDONLY);
	int copy = dup(file);
	char whole[100];

	check(copy > file);
	check_equal(read(file, whole, 60), 60);
	check_equal(read(copy, whole + 60, 60), 40);
	close(file);
	check_equal(read(copy, whole, 1), 0);
	close(copy);
	make_file("dup2", 6, 100);
	check_equal(unlink("dup"), 0);
	check_equal(unlink("dup2"), 0);
}

static void lowest_descriptor_first(void)
{
	int ends[2];

	check_equal(pipe(ends), 0);
	check_equal(ends[1], ends[0] + 1);
	close(ends[0]);
	check_equal(dup(ends[1]), ends[0]);
}

static void stat_tells_size_and_kind(void)
{
	struct stat stat;

	make_file("stat", 7, 12345);
	int file = open("stat", O_RDONLY);
	check_equal(fstat(file, &stat), 0);
	check_equal(stat.kind, KIND_FILE);
	check_equal(stat.size, 12345);
	check_equal(stat.links, 1);
	close(file);
	file = open("/", O_RDONLY);
	check_equal(fstat(file, &stat), 0);
	check_equal(stat.kind, KIND_DIRECTORY);
	check_equal(stat.inode, FS_ROOT_INODE);
	check_equal(fstat(0, &stat), 0);
	check_equal(unlink("stat"), 0);
}

static void link_is_another_name(void)
{
	struct stat stat;

	make_file("one", 8, 500);
	check_equal(link("one", "two"), 0);
	check_equal(link("one", "two"), -EEXIST);
	check_equal(link("nothing", "three"), -ENOENT);
	check_file("two", 8, 500);
	int file = open("two", O_RDONLY);
	check_equal(fstat(file, &stat), 0);
	check_equal(stat.links, 2);
	check_equal(unlink("one"), 0);
	check_equal(open("one", O_RDONLY), -ENOENT);
	check_file("two", 8, 500);
	check_equal(fstat(file, &stat), 0);
	check_equal(stat.links, 1);
	check_equal(link("two", "two"), -EEXIST);
	check_equal(unlink("two"), 0);
	check_equal(unlink("two"), -ENOENT);
}

static void unlinked_file_lives_while_open(void)
{
	make_file("ghost", 9, 100);
	int file = open("ghost", O_RDWR);

	check(file >= 0);
	check_equal(unlink("ghost"), 0);
	check_equal(open("ghost", O_RDONLY), -ENOENT);
	check_equal(read(file, buffer, 200), 100);
	check_equal(write(file, "more", 4), 4);
	make_file("ghost", 10, 50);
	check_file("ghost", 10, 50);
	close(file);
	check_file("ghost", 10, 50);
	check_equal(unlink("ghost"), 0);
}

static void names_have_a_limit(void)
{
	char name[FS_NAME_BYTES + 2];

	memset(name, 'n', sizeof(name));
	name[FS_NAME_BYTES + 1] = '\0';
	check_equal(open(name, O_CREATE | O_RDWR), -ENAMETOOLONG);
	name[FS_NAME_BYTES] = '\0';
	make_file(name, 11, 10);
	check_file(name, 11, 10);
	/* One byte shorter is another name. */
	name[FS_NAME_BYTES - 1] = '\0';
	check_equal(open(name, O_RDONLY), -ENOENT);
	name[FS_NAME_BYTES - 1] = 'n';
	check_equal(unlink(name), 0);
}

static void paths_have_a_limit(void)
{
	char path[PATH_BYTES + 1];

	memset(path, '/', sizeof(path));
	path[PATH_BYTES] = '\0';
	check_equal(open(path, O_RDONLY), -ENAMETOOLONG);
	path[PATH_BYTES - 1] = '\0';
	int file = open(path, O_RDONLY);
	check(file >= 0);
}

static void devices(void)
{
	check_equal(mknod("null", MAJOR_NULL, 0), 0);
	int file = open("null", O_RDWR);
	check(file >= 0);
	check_equal(write(file, buffer, 1000), 1000);
	check_equal(read(file, buffer, 1000), 0);
	close(file);
	check_equal(unlink("null"), 0);

	check_equal(mknod("none", 77, 0), 0);
	file = open("none", O_RDWR);
	check(file >= 0);
	check_equal(write(file, buffer, 1), -ENODEV);
	check_equal(read(file, buffer, 1), -ENODEV);
	close(file);
	check_equal(unlink("none"), 0);
}

static void many_small_files(void)
{
	char name[] = "many00";

	for (int i = 0; i < 40; i++) {
		name[4] = (char)('0' + i / 10);
		name[5] = (char)('0' + i % 10);
		make_file(name, i, 20 + i);
	}
	for (int i = 0; i < 40; i++) {
		name[4] = (char)('0' + i / 10);
		name[5] = (char)('0' + i % 10);
		check_file(name, i, 20 + i);
		check_equal(unlink(name), 0);
	}
}

static const struct test tests[] = {
	TEST(write_then_read),
	TEST(big_file),
	TEST(open_without_create),
	TEST(truncate_on_open),
	TEST(append_on_open),
	TEST(flags_are_kept_to),
	TEST(dup_shares_the_offset),
	TEST(lowest_descriptor_first),
	TEST(stat_tells_size_and_kind),
	TEST(link_is_another_name),
	TEST(unlinked_file_lives_while_open),
	TEST(names_have_a_limit),
	TEST(paths_have_a_limit),
	TEST(devices),
	TEST(many_small_files),
};
SUITE(file_suite, tests);
