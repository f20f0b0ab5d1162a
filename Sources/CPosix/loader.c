#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "cposix.h"
#include <link.h>

// The first object is the program itself.
static int find_interpreter(struct dl_phdr_info *object, size_t size, void *found) {
  (void)size;
  for (int i = 0; i < object->dlpi_phnum; i++)
    if (object->dlpi_phdr[i].p_type == PT_INTERP) *(int *)found = 1;
  return 1;
}

int cposix_has_loader(void) {
  int found = 0;
  dl_iterate_phdr(find_interpreter, &found);
  return found;
}
