/* For cppcheck, which doesn't read the system's headers: jansson's loops are loops. */
#define json_array_foreach(array, i, value) for (i = 0; (value = json_array_get(array, i)) != NULL; i++)
#define json_object_foreach(object, key, value)                                                                                  \
    for (key = json_object_iter_key(json_object_iter(object)); (value = json_object_get(object, key)) != NULL;)
