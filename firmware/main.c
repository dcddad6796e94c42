#include <stdio.h>

int main(void)
{
    printf("packwright " PACKWRIGHT_VERSION "\n");
    return 0;
}
