#include <ffi.h>

// Swift 6 refuses C's mutable globals, and ffi_type_* are such.
static inline ffi_type *cffi_void(void) { return &ffi_type_void; }
static inline ffi_type *cffi_int8(void) { return &ffi_type_sint8; }
static inline ffi_type *cffi_uint8(void) { return &ffi_type_uint8; }
static inline ffi_type *cffi_int16(void) { return &ffi_type_sint16; }
static inline ffi_type *cffi_uint16(void) { return &ffi_type_uint16; }
static inline ffi_type *cffi_int32(void) { return &ffi_type_sint32; }
static inline ffi_type *cffi_uint32(void) { return &ffi_type_uint32; }
static inline ffi_type *cffi_int64(void) { return &ffi_type_sint64; }
static inline ffi_type *cffi_uint64(void) { return &ffi_type_uint64; }
static inline ffi_type *cffi_float(void) { return &ffi_type_float; }
static inline ffi_type *cffi_double(void) { return &ffi_type_double; }
static inline ffi_type *cffi_pointer(void) { return &ffi_type_pointer; }

// A void * is what dlsym(3) gives; a function pointer is what ffi_call(3) takes.
static inline void cffi_call(ffi_cif *cif, void *function, void *result, void **arguments) {
  ffi_call(cif, FFI_FN(function), result, arguments);
}
