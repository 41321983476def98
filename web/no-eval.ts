import { config } from 'zod';

// Before any schema is made: zod would try to compile its checks, which the page's content security policy forbids and reports.
config({ jitless: true });
