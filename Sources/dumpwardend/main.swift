print("dumpwardend")
