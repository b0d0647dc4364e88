"""What happens without anybody asking: publishing, sending, tidying up."""
