// SPDX-License-Identifier: Apache-2.0
#include "core/for_each_window.h"

#include <gtest/gtest.h>

#include <atomic>
#include <utility>

#include "core/error.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(ForEachWindow, gives_every_window_once_with_its_values) {
  const Cube cube = small_cube(20, 30, 3, 0, 0.3, 1);
  const std::vector<Window> windows = split(cube.grid.whole(), 8);
  std::vector<int> calls(windows.size());
  for_each_window(MemoryCubeSource(cube), windows, 3, [&](CubeSource& reader, const Window& window, int item) {
    EXPECT_EQ(window, windows[static_cast<std::size_t>(item)]);
    EXPECT_TRUE(same_values(reader.read(window).ndvi.values, cube.ndvi.crop(window).values));
    ++calls[static_cast<std::size_t>(item)];
  });
  EXPECT_EQ(calls, std::vector<int>(windows.size(), 1));
}

TEST(ForEachWindow, opens_no_reader_for_a_worker_without_a_window) {
  std::atomic<int> opened{0};
  const auto open = [&] { return std::make_unique<int>(++opened); };
  for_each_window(open, {{0, 0, 1, 1}, {0, 1, 1, 1}}, 8, [](int&, const Window&, int) {});
  EXPECT_GE(opened, 1);
  EXPECT_LE(opened, 2);
}

TEST(ForEachWindow, leaves_out_what_the_dealer_does_not_deal) {
  class EveryOther : public Dealer {
   public:
    int next() override { return next_ < 4 ? std::exchange(next_, next_ + 2) : -1; }

   private:
    int next_ = 0;
  };
  EveryOther dealer;
  std::vector<int> items;
  for_each_window([] { return std::make_unique<int>(0); }, std::vector<Window>(4), dealer, 1,
                  [&](int&, const Window&, int item) { items.push_back(item); });
  EXPECT_EQ(items, (std::vector<int>{0, 2}));
}

TEST(ForEachWindow, rethrows_what_the_work_throws) {
  const Cube cube = small_cube(8, 8, 2, 0, 0.3, 1);
  EXPECT_THROW(for_each_window(MemoryCubeSource(cube), split(cube.grid.whole(), 4), 2,
                               [](CubeSource&, const Window&, int) { throw Error(ErrorKind::io, "broken"); }),
               Error);
}

}  // namespace
}  // namespace undercast
