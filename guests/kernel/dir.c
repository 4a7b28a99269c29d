/* Directories are files of struct disk_entry; a path is walked name by name,
 * with one directory locked at a time. */
#include "dir.h"

#include <stddef.h>

#include "bio.h"
#include "fs.h"
#include "inode.h"
#include "proc.h"
#include "string.h"

static bool name_is(const struct disk_entry *entry, const char *name)
{
	return strncmp(entry->name, name, FS_NAME_BYTES) == 0;
}

/* The first entry with this name, or (NULL) the first free one. Returns its
 * offset, or the directory's size if there is none. */
static uint64_t search(struct inode *directory, const char *name,
		       uint32_t *number)
{
	uint64_t size = directory->disk.size;

	for (uint64_t offset = 0; offset < size; offset += FS_BLOCK_BYTES) {
		uint32_t block = inode_block(
			directory, (uint32_t)(offset / FS_BLOCK_BYTES), false);
		if (block == 0)
			continue;
		struct buffer *buffer = bio_read(block);
		const struct disk_entry *entries = buffer->data;
		uint64_t count = (size - offset) / FS_ENTRY_BYTES;

		for (uint64_t i = 0; i < count && i < FS_ENTRIES_PER_BLOCK;
		     i++) {
			bool used = entries[i].inode != 0;

			if (name == NULL ? !used
					 : used && name_is(&entries[i], name)) {
				*number = entries[i].inode;
				bio_release(buffer);
				return offset + i * FS_ENTRY_BYTES;
			}
		}
		bio_release(buffer);
	}
	return size;
}

struct inode *dir_find(struct inode *directory, const char *name,
		       uint64_t *offset)
{
	uint32_t number;
	uint64_t at = search(directory, name, &number);

	if (at == directory->disk.size)
		return NULL;
	if (offset != NULL)
		*offset = at;
	return inode_get(number);
}

static int64_t write_entry(struct inode *directory, uint64_t offset,
			   const struct disk_entry *entry)
{
	int64_t written = inode_write(directory, NULL, (uint64_t)entry, offset,
				      sizeof(*entry));

	return written < 0 ? written : 0;
}

int64_t dir_add(struct inode *directory, const char *name, uint32_t number)
{
	struct disk_entry entry = { .inode = number };
	uint32_t found;

	if (search(directory, name, &found) != directory->disk.size)
		return -EEXIST;
	memcpy(entry.name, name, strnlen(name, FS_NAME_BYTES));
	return write_entry(directory, search(directory, NULL, &found), &entry);
}

void dir_clear(struct inode *directory, uint64_t offset)
{
	struct disk_entry entry = { 0 };

	write_entry(directory, offset, &entry);
}

bool dir_is_empty(struct inode *directory)
{
	struct disk_entry entry;

	/* Without the first two. */
	for (uint64_t offset = 2 * sizeof(entry);
	     offset < directory->disk.size; offset += sizeof(entry)) {
		if (inode_read(directory, NULL, (uint64_t)&entry, offset,
			       sizeof(entry)) != sizeof(entry))
			return false;
		if (entry.inode != 0)
			return false;
	}
	return true;
}

struct inode *path_root(void)
{
	return inode_get(FS_ROOT_INODE);
}

/* Takes the next name off the path: 1, 0 at the end of the path, or
 * -ENAMETOOLONG. */
static int64_t next_name(const char **path, char *name)
{
	const char *from = *path;
	size_t length = 0;

	while (*from == '/')
		from++;
	if (*from == '\0')
		return 0;
	while (from[length] != '\0' && from[length] != '/')
		length++;
	if (length > FS_NAME_BYTES)
		return -ENAMETOOLONG;
	memcpy(name, from, length);
	name[length] = '\0';
	from += length;
	while (*from == '/')
		from++;
	*path = from;
	return 1;
}

static int64_t walk(const char *path, bool to_parent, char *name,
		    struct inode **result)
{
	struct inode *inode =
		*path == '/' ? path_root() : inode_share(this_proc()->directory);
	int64_t error;

	if (*path == '\0')
		error = -ENOENT;
	else
		error = inode == NULL ? -ENFILE : next_name(&path, name);
	while (error > 0) {
		inode_lock(inode);
		if (inode->disk.kind != KIND_DIRECTORY) {
			inode_done(inode);
			return -ENOTDIR;
		}
		if (to_parent && *path == '\0') {
			inode_unlock(inode);
			*result = inode;
			return 0;
		}
		uint32_t number;
		bool found = search(inode, name, &number) != inode->disk.size;
		struct inode *next = found ? inode_get(number) : NULL;
		inode_done(inode);
		if (next == NULL)
			return found ? -ENFILE : -ENOENT;
		inode = next;
		error = next_name(&path, name);
	}
	/* "/" has no parent in which it has a name. */
	if (error == 0 && to_parent)
		error = -EINVAL;
	if (error < 0) {
		if (inode != NULL)
			inode_put(inode);
		return error;
	}
	*result = inode;
	return 0;
}

int64_t path_find(const char *path, struct inode **inode)
{
	char name[FS_NAME_BYTES + 1];

	return walk(path, false, name, inode);
}

int64_t path_parent(const char *path, struct inode **directory, char *name)
{
	return walk(path, true, name, directory);
}
